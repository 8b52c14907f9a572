using VirtAgent.Core.Hosts;
using VirtAgent.Observe.Hints;

namespace VirtAgent.Watch;

/// <summary>What the sources of hints cannot do at the moment: a gap each, until it is over.</summary>
internal sealed class SourceHealth(HintChannel hints)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, string> _reasons = new(StringComparer.Ordinal);

    /// <summary>What the sources cannot observe now, a gap each.</summary>
    public IReadOnlyList<Gap> Gaps
    {
        get
        {
            lock (_gate) return [.. _reasons.Select(reason => new Gap(reason.Key, reason.Value))];
        }
    }

    /// <summary>A source is in trouble, or (null) not any more; from any thread.</summary>
    public void Tell(string source, string? reason)
    {
        lock (_gate)
        {
            if (reason is null) _reasons.Remove(source);
            else _reasons[source] = reason;
        }

        // What it did not report meanwhile is found by looking.
        hints.Request(reason is null ? RefreshScope.All : RefreshScope.Ports);
    }
}
