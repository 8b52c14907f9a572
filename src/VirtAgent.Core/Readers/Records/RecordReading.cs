using VirtAgent.Core.Hosts;
using VirtAgent.Core.Text;

namespace VirtAgent.Core.Readers.Records;

/// <summary>
/// Reads the files of one record and keeps book of what could not be read: no file, however broken, hides another, and
/// none is passed over in silence.
/// </summary>
internal sealed class RecordReading
{
    private const string Absent = "The record does not hold it: it was not observed when the record was made.";

    private readonly HostRecord _record;
    private readonly ParseCache _memory;
    private readonly List<Gap> _gaps;

    public RecordReading(HostRecord record, ParseCache memory)
    {
        (_record, _memory) = (record, memory);
        _gaps = [.. record.Header.Gaps];
    }

    /// <summary>The observer's gaps, and those met since.</summary>
    public IReadOnlyList<Gap> Gaps => _gaps;

    /// <summary>Whether <paramref name="source"/> was observed.</summary>
    public bool Has(string source) => _record.Files.ContainsKey(source);

    /// <summary>Whether the observer knew of <paramref name="source"/>: it is there, or he says why it is not.</summary>
    public bool Knows(string source) => Has(source) || _record.Header.Gaps.Any(gap => gap.Source == source);

    /// <summary>What <paramref name="source"/> holds, or <paramref name="otherwise"/> with a gap.</summary>
    public T File<T>(string source, Func<string, T> read, T otherwise) where T : notnull
    {
        if (!_record.Files.TryGetValue(source, out var text))
        {
            NotObserved(source);
            return otherwise;
        }

        return TryRead(source, text, read, out var result) ? result : otherwise;
    }

    /// <summary>What <paramref name="source"/> holds, which records of earlier versions do not; null with a gap.</summary>
    public T? BesideRules<T>(string source, Func<string, T> read) where T : class
    {
        if (_record.Files.TryGetValue(source, out var text)) return TryRead(source, text, read, out var result) ? result : null;
        NotObserved(source, RecordFile.BesideRules.Any(Knows)
            ? Absent
            : "The record is of a version that did not look at it: verdicts speak of the rules alone.");
        return null;
    }

    /// <summary>
    /// All <c>.xml</c> files below <paramref name="folder"/> that can be read. A second one that describes the same thing is
    /// a gap: the analysis joins by these keys.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="read">Reads one file, from its path and text.</param>
    /// <param name="key">What must be unique: the name, or network and UUID.</param>
    public IReadOnlyList<T> Folder<T>(string folder, Func<string, string, T> read, Func<T, object> key) where T : notnull
    {
        if (!_record.HasFolder(folder))
        {
            NotObserved(folder);
            return [];
        }

        var results = new List<T>();
        var pathByKey = new Dictionary<object, string>();
        foreach (var path in _record.Below(folder).Where(path => path.EndsWith(".xml", StringComparison.Ordinal)))
        {
            if (!TryRead(path, _record.Files[path], text => read(path, text), out var result)) continue;
            if (pathByKey.TryAdd(key(result), path)) results.Add(result);
            else _gaps.Add(new Gap(path, $"It describes the same as {pathByKey[key(result)]}, so one of the two is wrong."));
        }

        return results;
    }

    private bool TryRead<T>(string path, string text, Func<string, T> read, out T result) where T : notnull
    {
        try
        {
            result = _memory.Read(path, [text], () => read(text));
            return true;
        }
        catch (ReadException e)
        {
            _gaps.Add(new Gap(path, e.Message));
            result = default!;
            return false;
        }
    }

    private void NotObserved(string source, string reason = Absent)
    {
        if (!_gaps.Any(gap => gap.Source == source)) _gaps.Add(new Gap(source, reason));
    }
}
