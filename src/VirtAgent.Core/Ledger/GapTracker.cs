using VirtAgent.Core.Hosts;

namespace VirtAgent.Core.Ledger;

/// <summary>
/// What cannot be observed at present, told once when it begins and once when it ends. Not for several threads.
/// </summary>
/// <param name="standing">
/// The gaps that the ledger knows to be open, with the time of each: details of <see cref="EntryKind.GapOpened"/>.
/// </param>
public sealed class GapTracker(IEnumerable<LedgerEvent> standing)
{
    private readonly Dictionary<string, LedgerEvent> _open = standing
        .GroupBy(gap => gap.GapSource ?? "", StringComparer.Ordinal)
        .ToDictionary(gaps => gaps.Key, gaps => gaps.First(), StringComparer.Ordinal);

    /// <summary>The gaps that are open, oldest first.</summary>
    public IReadOnlyList<LedgerEvent> Open => [.. _open.Values.OrderBy(gap => gap.At.Time)];

    /// <summary>What changed, now that these and no others are the gaps. Those with one reason are one gap.</summary>
    public IReadOnlyList<LedgerEvent> Apply(IEnumerable<Gap> gaps, Moment at)
    {
        var changes = new List<LedgerEvent>();
        var present = new HashSet<string>(StringComparer.Ordinal);
        foreach (var gap in gaps.GroupBy(gap => gap.Reason, StringComparer.Ordinal))
        {
            var source = string.Join(", ", gap.Select(part => part.Source).Distinct().Order(StringComparer.Ordinal));
            if (!present.Add(source) || _open.ContainsKey(source)) continue;
            _open[source] = LedgerEvent.OfGap(EntryKind.GapOpened, at, source, gap.Key);
            changes.Add(_open[source]);
        }

        foreach (var (source, opened) in _open.Where(gap => !present.Contains(gap.Key)).ToList())
        {
            _open.Remove(source);
            var since = $"open since {opened.At.Time:yyyy-MM-ddTHH:mm:ss.fffZ}";
            changes.Add(LedgerEvent.OfGap(EntryKind.GapClosed, at, source, since));
        }

        return changes;
    }
}
