namespace VirtAgent.Core.Readers.Records;

/// <summary>
/// What was made of the texts of the last record: the same text, which means the same object, is not read again. For whoever
/// reads one host over and over; not for several threads.
/// </summary>
public sealed class ParseCache
{
    private Dictionary<string, Remembered> _before = [];
    private Dictionary<string, Remembered> _now = [];

    /// <summary>What <paramref name="read"/> makes of these texts, or made of them in the last reading.</summary>
    internal T Read<T>(string name, IReadOnlyList<string?> texts, Func<T> read) where T : notnull
    {
        if (_before.TryGetValue(name, out var known) && known.IsOf(texts))
        {
            _now[name] = known;
            return (T)known.Value;
        }

        var value = read();
        _now[name] = new Remembered(texts, value);
        return value;
    }

    /// <summary>A reading is over: what it did not ask for is forgotten.</summary>
    internal void Turn() => (_before, _now) = (_now, []);

    private sealed record Remembered(IReadOnlyList<string?> Texts, object Value)
    {
        public bool IsOf(IReadOnlyList<string?> texts)
        {
            if (texts.Count != Texts.Count) return false;
            for (var i = 0; i < texts.Count; i++)
            {
                if (!ReferenceEquals(texts[i], Texts[i])) return false;
            }

            return true;
        }
    }
}
