using System.Globalization;
using System.Text;
using VirtAgent.Core.Ledger;
using VirtAgent.Core.Text;

namespace VirtAgent.Ledger;

/// <summary>
/// The file of a <see cref="LedgerSpool"/>. Its first line is the head of the ledger (<c>SEQ:HASH</c>, or <c>-</c>) and how many
/// were dropped; then come entries in their canonical form with their number in the spool as <c>seq</c>, the one that tells why
/// as number 0. That it cannot be written is no error, for the disk is likely to be why there is a spool at all.
/// </summary>
/// <param name="path">Where it lies.</param>
internal sealed class SpoolFile(string path)
{
    // What cannot be read may hold what nobody else has, and stays as it is.
    private bool _locked;
    private long _length;

    /// <summary>What a spool file holds.</summary>
    /// <param name="After">How far the ledger reached; null where that was not known.</param>
    /// <param name="Lost">How many were dropped before the first of <paramref name="Waiting"/>.</param>
    /// <param name="Opening">Why there is a spool.</param>
    /// <param name="Waiting">What waits, with its numbers.</param>
    public sealed record Content(
        ChainHead? After, long Lost, LedgerEvent Opening, IReadOnlyList<(long Number, LedgerEvent What)> Waiting);

    /// <summary>Number of the last occurrence that is in the file, on disk.</summary>
    public long Last { get; private set; }

    /// <summary>How many are in it.</summary>
    public int Lines { get; private set; }

    /// <summary>What a process before us left; null where there is nothing.</summary>
    public Content? Read()
    {
        try
        {
            if (!File.Exists(path)) return null;
            var lines = File.ReadAllText(path).Split('\n');
            // Without a line end behind it, a line was not finished, and nobody was told that it is on disk.
            var whole = lines[..^1];
            if (whole.Length < 2) return null;
            var entries = whole[1..].Select(Entry).OfType<(long Number, LedgerEvent What)>().ToList();
            if (entries is not [(0, var opening), ..] || whole[0].Split(' ') is not [var after, var lost]) return Refuse();
            _length = Encoding.UTF8.GetByteCount(string.Concat(whole.Select(line => line + '\n')));
            (Lines, Last) = (entries.Count - 1, entries[^1].Number);
            return new Content(ChainHead.Find(after), long.Parse(lost, CultureInfo.InvariantCulture), opening, entries[1..]);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or FormatException)
        {
            return Refuse();
        }
    }

    /// <summary>Writes the file anew.</summary>
    public void Write(Content content) => Try(() =>
    {
        (Last, Lines, _length) = (0, 0, 0);
        var after = content.After?.ToString() ?? "-";
        var text = string.Create(CultureInfo.InvariantCulture, $"{after} {content.Lost}\n")
            + Text([(0, content.Opening), .. content.Waiting]);
        Replace(text);
        _length = Encoding.UTF8.GetByteCount(text);
        (Last, Lines) = (content.Waiting.Count > 0 ? content.Waiting[^1].Number : 0, content.Waiting.Count);
    });

    /// <summary>Writes more behind what is there.</summary>
    public void Append(IEnumerable<(long Number, LedgerEvent What)> more) => Try(() =>
    {
        // Nothing to append to: Write did not succeed.
        if (_length == 0) return;
        var added = more.ToList();
        if (added.Count == 0) return;
        using var file = Open(path, FileMode.Open);
        // Half a line may be there from when the disk was full.
        file.SetLength(_length);
        file.Seek(0, SeekOrigin.End);
        Put(file, Text(added));
        _length = file.Length;
        (Last, Lines) = (added[^1].Number, Lines + added.Count);
    });

    /// <summary>Removes the file: all that it held is in the ledger.</summary>
    public void Delete() => Try(() =>
    {
        (Last, Lines, _length) = (0, 0, 0);
        File.Delete(path);
    });

    private void Replace(string text)
    {
        var draft = path + ".new";
        try
        {
            using (var file = Open(draft, FileMode.Create)) Put(file, text);
            File.Move(draft, path, overwrite: true);
        }
        catch
        {
            // What there is of it would only take up the room that is missing.
            File.Delete(draft);
            throw;
        }
    }

    private static FileStream Open(string path, FileMode mode) => new(path, new FileStreamOptions
    {
        Mode = mode,
        Access = FileAccess.Write,
        UnixCreateMode = mode == FileMode.Create ? LedgerFile.Mode : null,
    });

    private static void Put(FileStream file, string text)
    {
        file.Write(Encoding.UTF8.GetBytes(text));
        file.Flush(flushToDisk: true);
    }

    private static string Text(IEnumerable<(long Number, LedgerEvent What)> entries) =>
        string.Concat(entries.Select(one => Encoding.UTF8.GetString(CanonicalEntry.Bytes(one.Number, one.What)) + '\n'));

    private static (long Number, LedgerEvent What)? Entry(string line)
    {
        try
        {
            return CanonicalEntry.Read(line);
        }
        catch (ReadException)
        {
            return null;
        }
    }

    private Content? Refuse()
    {
        _locked = true;
        return null;
    }

    private void Try(Action write)
    {
        if (_locked) return;
        try
        {
            write();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
        }
    }
}
