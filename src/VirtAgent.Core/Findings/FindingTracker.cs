using VirtAgent.Core.Hosts;

namespace VirtAgent.Core.Findings;

/// <summary>
/// Which findings stand: each is raised once, updated silently, and cleared once. Pure: time comes with the audits, which are
/// applied in the order they were made. One thread at a time.
/// </summary>
/// <remarks>
/// A finding that joins what cannot be read in one step (<see cref="FindingCode.IsJoined"/>) is only raised when audits have had
/// it for <see cref="Debounce"/>. One that an audit does not have is cleared only if that audit could see: with its source unread
/// it stands. One that is not critical and comes and goes more than five times a minute stands until it has been quiet for ten
/// seconds. One that becomes critical, or is waived from now on or no longer, is cleared and raised again: nobody is woken by a
/// warning, and an alert that was sent is taken back.
/// </remarks>
public sealed class FindingTracker
{
    /// <summary>How long audits must have a joined finding before it is raised.</summary>
    public static readonly TimeSpan Debounce = TimeSpan.FromMilliseconds(700);

    private static readonly TimeSpan FlapWindow = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan FlapQuiet = TimeSpan.FromSeconds(10);
    private const int FlapsAllowed = 5;

    private readonly Dictionary<string, ActiveFinding> _standing = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Waiting> _waiting = new(StringComparer.Ordinal);
    private readonly Attribution _attribution = new();
    private readonly Dictionary<string, Queue<TimeSpan>> _clearings = new(StringComparer.Ordinal);
    private readonly HashSet<string> _ofEarlierBoot = new(StringComparer.Ordinal);

    /// <summary>Opens the book where the ledger ends.</summary>
    /// <param name="standing">The findings that stand as far as the ledger goes.</param>
    /// <param name="sameBoot">Whether the host has not been restarted since, so that times since boot are comparable.</param>
    public FindingTracker(IEnumerable<ActiveFinding> standing, bool sameBoot)
    {
        foreach (var finding in standing)
        {
            _standing[finding.Key] = finding;
            if (!sameBoot) _ofEarlierBoot.Add(finding.Key);
        }
    }

    /// <summary>All that stand, the longest first.</summary>
    public IReadOnlyList<ActiveFinding> Standing =>
        [.. _standing.Values.OrderBy(finding => finding.FirstSeen.Time).ThenBy(finding => finding.Key, StringComparer.Ordinal)];

    /// <summary>
    /// How long after the last audit the next is needed for something that waits, a finding to be raised or a flapping one to be
    /// cleared; null when nothing does.
    /// </summary>
    public TimeSpan? RecheckIn { get; private set; }

    /// <summary>Takes in an audit.</summary>
    /// <param name="audit">The audit.</param>
    /// <param name="at">The beginning of its look.</param>
    /// <param name="commits">Commits to nf_tables that the look may have seen and the one before may not; null for none.</param>
    public FindingChanges Apply(Audit audit, Moment at, IReadOnlyList<RulesetCommit>? commits = null)
    {
        _attribution.Take(audit, at, commits ?? []);
        var present = new Dictionary<string, Finding>(StringComparer.Ordinal);
        foreach (var finding in audit.Findings) present.TryAdd(finding.Key, finding);
        RecheckIn = null;
        foreach (var key in _clearings.Keys) Clearings(key, at);

        var cleared = Clear(audit, present, at);
        foreach (var (key, waiting) in _waiting)
        {
            if (!present.ContainsKey(key) && SourceCoverage.Covers(audit, waiting.Key)) _waiting.Remove(key);
        }

        var raised = new List<ActiveFinding>();
        foreach (var (key, finding) in present)
        {
            if (_standing.TryGetValue(key, out var known))
            {
                var flaps = known.IsFlapping && Clearings(key, at) >= FlapsAllowed;
                _standing[key] = known with { Finding = finding, Summary = finding.Summary, LastSeen = at, IsFlapping = flaps };
            }
            else if (Due(finding, at, again: cleared.Exists(gone => gone.Finding.Key == key)) is { } due)
            {
                _standing[key] = new ActiveFinding(key, finding.Network, finding.Summary, due.Since, at)
                {
                    Finding = finding,
                    ChangedBy = due.By,
                    IsWaived = finding.Waiver is not null,
                };
                raised.Add(_standing[key]);
            }
        }

        return new FindingChanges(cleared, raised);
    }

    private List<ClearedFinding> Clear(Audit audit, Dictionary<string, Finding> present, Moment at)
    {
        var cleared = new List<ClearedFinding>();
        foreach (var known in Standing)
        {
            var parts = FindingKey.Parse(known.Key, known.Network);
            var clears = present.TryGetValue(known.Key, out var finding)
                ? IsAnother(known, finding)
                : SourceCoverage.Covers(audit, parts) && !MustBeQuiet(known, at);
            if (!clears) continue;

            _standing.Remove(known.Key);
            var stood = _ofEarlierBoot.Remove(known.Key)
                ? at.Time - known.FirstSeen.Time : at.SinceBoot - known.FirstSeen.SinceBoot;
            cleared.Add(new ClearedFinding(known, at, stood) { ChangedBy = _attribution.OfEnd(parts) });
            if (!_clearings.TryGetValue(known.Key, out var clearings)) _clearings[known.Key] = clearings = new();
            clearings.Enqueue(at.SinceBoot);
        }

        return cleared;
    }

    private static bool IsAnother(ActiveFinding known, Finding finding) => known.IsWaived != (finding.Waiver is not null)
        || (finding.Severity == Severity.Critical && known.Finding is { Severity: not Severity.Critical });

    private bool MustBeQuiet(ActiveFinding known, Moment at)
    {
        if (known.Finding is not { Severity: not Severity.Critical } || Clearings(known.Key, at) < FlapsAllowed) return false;
        var left = known.LastSeen.SinceBoot + FlapQuiet - at.SinceBoot;
        if (left <= TimeSpan.Zero) return false;
        _standing[known.Key] = known with { IsFlapping = true };
        RecheckWithin(left);
        return true;
    }

    /// <summary>How often it was cleared within the window that ends now.</summary>
    private int Clearings(string key, Moment at)
    {
        if (!_clearings.TryGetValue(key, out var clearings)) return 0;
        while (clearings.TryPeek(out var first) && at.SinceBoot - first > FlapWindow) clearings.Dequeue();
        if (clearings.Count == 0) _clearings.Remove(key);
        return clearings.Count;
    }

    /// <summary>Since when audits have had a finding that is to be raised now; null for one that has to wait.</summary>
    private Waiting? Due(Finding finding, Moment at, bool again)
    {
        var key = new FindingKey(finding.Code, finding.Network, finding.Subject);
        if (again || !FindingCode.IsJoined(finding.Code)) return new Waiting(key, at, _attribution.OfRise(key));
        // Who made it is known when it is seen first: the looks that only wait for it have other commits.
        if (!_waiting.TryGetValue(finding.Key, out var waiting))
            _waiting[finding.Key] = waiting = new Waiting(key, at, _attribution.OfRise(key));

        var left = waiting.Since.SinceBoot + Debounce - at.SinceBoot;
        if (left > TimeSpan.Zero)
        {
            RecheckWithin(left);
            return null;
        }

        _waiting.Remove(finding.Key);
        return waiting;
    }

    private void RecheckWithin(TimeSpan time) => RecheckIn = RecheckIn is { } sooner && sooner < time ? sooner : time;

    private sealed record Waiting(FindingKey Key, Moment Since, RulesetAuthors? By);
}
