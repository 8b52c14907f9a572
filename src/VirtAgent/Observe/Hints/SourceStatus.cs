namespace VirtAgent.Observe.Hints;

/// <summary>
/// What one source cannot do at the moment: told when it begins or becomes another, and once when it is over. From one thread at
/// a time.
/// </summary>
/// <param name="source">Names the source, for a gap.</param>
/// <param name="tell">Takes the source and the reason, one sentence; null when the trouble is over. It must not throw.</param>
internal sealed class SourceStatus(string source, Action<string, string?> tell)
{
    private string? _reason;

    /// <summary>It is in trouble for <paramref name="reason"/>.</summary>
    public void Is(string reason)
    {
        if (_reason == reason) return;
        _reason = reason;
        tell(source, reason);
    }

    /// <summary>The source works again, or still does: what was told of it is over.</summary>
    public void Over()
    {
        if (_reason is null) return;
        _reason = null;
        tell(source, null);
    }
}
