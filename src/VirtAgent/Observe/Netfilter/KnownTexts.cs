using VirtAgent.Core.Hosts;
using VirtAgent.Core.Readers.Iptables;
using VirtAgent.Observe.Snapshots;

namespace VirtAgent.Observe.Netfilter;

/// <summary>
/// The texts that were read last, by path in a recorded host, and what could not be read. A text that comes out the same as
/// before, but for the time and the counters that iptables-save prints, stays the same object, so that nothing is parsed twice.
/// </summary>
internal sealed class KnownTexts
{
    private readonly Dictionary<string, string> _files = [];
    private readonly Dictionary<string, Gap> _gaps = [];

    /// <summary>The texts.</summary>
    public IReadOnlyDictionary<string, string> Files => _files;

    /// <summary>What could not be read.</summary>
    public IReadOnlyCollection<Gap> Gaps => _gaps.Values;

    /// <summary>As a record of nothing else.</summary>
    public HostRecord Record => new(new HostHeader("", "", "", "", "", [.. Gaps]), Files);

    /// <summary>Takes what <paramref name="observation"/> found where it looked.</summary>
    /// <returns>Whether anything is not as it was.</returns>
    public bool Keep(HostRecordBuilder observation, IEnumerable<string> sources)
    {
        var (files, _, gaps) = observation.Take();
        var changed = false;
        foreach (var source in sources)
        {
            var before = _files.GetValueOrDefault(source);
            if (!files.TryGetValue(source, out var text)) changed |= _files.Remove(source);
            else if (before is null || !IptablesTextComparison.Same(before, text)) (_files[source], changed) = (text, true);
            changed |= _gaps.Remove(source);
        }

        foreach (var gap in gaps) (_gaps[gap.Source], changed) = (gap, true);
        return changed;
    }
}
