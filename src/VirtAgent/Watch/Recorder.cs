using System.Threading.Channels;
using VirtAgent.Core.Findings;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Ledger;
using VirtAgent.Core.Ports;
using VirtAgent.Hosting;
using VirtAgent.Ledger;
using VirtAgent.Observe.Hints;
using VirtAgent.Sinks;

namespace VirtAgent.Watch;

/// <summary>
/// Turns reports, looks and audits into what happened, each told once: first to the ledger, then to the sinks. Reports of ports
/// come while the loop is still looking, so this is the one place where threads meet.
/// </summary>
internal sealed class Recorder
{
    // One commit for all that is there: in a storm the reports of a few milliseconds, else a single one.
    private const int Batch = 512;
    private const string Agent = "agent";

    private readonly Lock _gate = new();
    private readonly LedgerPast _past;
    private readonly LedgerWriter _ledger;
    private readonly SourceHealth _troubles;
    private readonly AgentState _last;
    private readonly SinkSet _sinks;
    private readonly FindingTracker _findings;
    private readonly GapTracker _gaps;
    private readonly PortTrackers _ports;
    private Moment? _blindSince;

    /// <summary>Takes up where <paramref name="past"/> ended.</summary>
    public Recorder(LedgerPast past, bool sameBoot, LedgerWriter ledger, SourceHealth troubles, AgentState last, SinkSet sinks)
    {
        (_past, _ledger, _troubles, _last, _sinks) = (past, ledger, troubles, last, sinks);
        _ports = new PortTrackers(past, sameBoot);
        _findings = new FindingTracker(past.Findings, sameBoot);
        _gaps = new GapTracker(past.Gaps);
    }

    /// <summary>Tells that the agent watches, and since when nobody did.</summary>
    /// <param name="lastSign">The last sign of life of the run before, or null.</param>
    /// <param name="now">This moment.</param>
    public void Start(Moment? lastSign, Moment now)
    {
        lock (_gate)
        {
            _blindSince = Later(lastSign, _past.Last?.At);
            // One that ended before it had caught up leaves its gap open; this is another one.
            Write(_gaps.Apply(OpenGaps().Where(gap => gap.Source != Agent), now));
            if (_blindSince is { } since)
                Write(_gaps.Apply([.. OpenGaps(),
                    new Gap(Agent, $"nothing was watched from {since.Time:yyyy-MM-ddTHH:mm:ss.fffZ}")], since));
            Write([new LedgerEvent(EntryKind.AgentStarted, now) { Detail = $"boot {HostClock.Boot}" }]);
        }
    }

    /// <summary>Tells that the agent watches no longer.</summary>
    public void Stop(Moment now)
    {
        lock (_gate) Write([new LedgerEvent(EntryKind.AgentStopped, now)]);
    }

    /// <summary>Takes some of what is too old or too much out of the ledger; see <see cref="LedgerWriter.Prune"/>.</summary>
    public string? Prune(DateTimeOffset? before, long? maxBytes)
    {
        lock (_gate) return _ledger.Prune(before, maxBytes);
    }

    /// <summary>Takes reports of ports until it is cancelled.</summary>
    public async Task PumpAsync(ChannelReader<PortReport> reports, CancellationToken stop)
    {
        var batch = new List<PortReport>();
        while (await reports.WaitToReadAsync(stop))
        {
            while (batch.Count < Batch && reports.TryRead(out var report)) batch.Add(report);
            Record(batch);
            batch.Clear();
        }
    }

    /// <summary>Takes a look at the ports; null where there was none.</summary>
    public void Record(PortSnapshot? look)
    {
        if (look is null) return;
        lock (_gate)
        {
            Write(_ports.Apply(look with { BlindSince = _blindSince }));
            _blindSince = null;
        }
    }

    /// <summary>Takes an audit.</summary>
    /// <param name="audit">The audit.</param>
    /// <param name="at">The beginning of its look.</param>
    /// <param name="commits">Commits to nf_tables that the look may have seen.</param>
    /// <returns>How long until the next is needed for a finding that waits, or null.</returns>
    public TimeSpan? Record(Audit audit, Moment at, IReadOnlyList<RulesetCommit> commits)
    {
        lock (_gate)
        {
            Write(_gaps.Apply([.. audit.Host.Gaps, .. _troubles.Gaps], at));
            var changes = _findings.Apply(audit, at, commits);

            // Whoever is told of a finding and asks for all finds it among them.
            _last.Tell(_findings.Standing, _gaps.Open);
            _sinks.Show();
            Write(changes.Entries, changes);
            return _findings.RecheckIn;
        }
    }

    private void Record(List<PortReport> batch)
    {
        bool durable;
        lock (_gate) durable = Write([.. batch.SelectMany(_ports.Apply)]);

        // Who reported it keeps a copy until then.
        if (!durable) return;
        foreach (var report in batch) report.Committed?.Invoke();
    }

    private bool Write(IReadOnlyList<LedgerEvent> happened, FindingChanges? changes = null)
    {
        var durable = _ledger.Write(happened) != WriteDurability.InMemory;
        // The ledger writes of its own gaps when it can again; the sinks are told at once.
        foreach (var said in _ledger.TakeSaid()) _sinks.Tell(new Report(said));
        _last.Wrote(happened.Count);
        foreach (var what in happened)
        {
            var finding = what.Kind == EntryKind.FindingRaised
                ? changes?.Raised.FirstOrDefault(standing => standing.Key == what.Finding)
                : null;
            _sinks.Tell(new Report(what, finding?.Finding) { ChangedBy = changes?.AuthorsOf(what) });
        }

        return durable;
    }

    private IEnumerable<Gap> OpenGaps() => _gaps.Open.Select(gap => new Gap(gap.GapSource ?? "", gap.GapReason));

    // By the wall clock: the boot may be another one.
    private static Moment? Later(Moment? a, Moment? b) => a is null || (b is not null && b.Time > a.Time) ? b : a;
}
