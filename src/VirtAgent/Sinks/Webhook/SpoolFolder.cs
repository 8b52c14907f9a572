using System.Globalization;

namespace VirtAgent.Sinks.Webhook;

/// <summary>The files of the spool, and beside them, in <c>rejected/</c>, the last of those the receiver did not want.</summary>
internal sealed class SpoolFolder(string path)
{
    private const int Most = 100;
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private string Rejected => Path.Combine(path, "rejected");

    /// <summary>Number and size in bytes of each file, by rising number; none where the folder cannot be read.</summary>
    public IReadOnlyList<(long Number, long Size)> Files()
    {
        try
        {
            if (!Directory.Exists(path)) return [];
            foreach (var half in Directory.EnumerateFiles(path, "*.part")) File.Delete(half);
            return [.. Numbered(path).OrderBy(file => file.Number).Select(file => (file.Number, file.File.Length))];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>The highest number in use, rejected ones among them; 0 when there is none.</summary>
    public long Last()
    {
        try
        {
            return ((string[])[path, Rejected]).Where(Directory.Exists).SelectMany(Numbered)
                .Select(file => file.Number).DefaultIfEmpty().Max();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    /// <summary>Writes a file that is there as a whole or not at all; returns why it could not be, or null.</summary>
    public string? Write(long number, byte[] body)
    {
        try
        {
            Directory.CreateDirectory(path, Private);
            var part = Place(number) + ".part";
            using (var file = new FileStream(part, FileMode.Create))
            {
                file.Write(body);
                file.Flush(flushToDisk: true);
            }

            File.Move(part, Place(number));
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return failure.Message;
        }
    }

    /// <summary>What a file holds.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public byte[] Read(long number) => File.ReadAllBytes(Place(number));

    /// <summary>Removes a file; one that is gone is fine, one that cannot be removed is posted again by the next run.</summary>
    public void Delete(long number) => Try(() => File.Delete(Place(number)));

    /// <summary>Moves a file to the rejected ones, or writes it there when it was in memory.</summary>
    public void PutAside(long number, byte[]? body) => Try(() =>
    {
        Directory.CreateDirectory(Rejected, Private);
        var aside = Path.Combine(Rejected, Path.GetFileName(Place(number)));
        if (body is null) File.Move(Place(number), aside, overwrite: true);
        else File.WriteAllBytes(aside, body);
        foreach (var (_, old) in Numbered(Rejected).OrderByDescending(file => file.Number).Skip(Most)) old.Delete();
    });

    private string Place(long number) => Path.Combine(path, $"{number:D12}.json");

    private static IEnumerable<(long Number, FileInfo File)> Numbered(string folder)
    {
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*.json"))
        {
            var name = Path.GetFileNameWithoutExtension(file.Name);
            if (long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) yield return (number, file);
        }
    }

    private static void Try(Action change)
    {
        try
        {
            change();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
        }
    }
}
