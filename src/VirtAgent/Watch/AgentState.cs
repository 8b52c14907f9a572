using System.Reflection;
using VirtAgent.Control;
using VirtAgent.Core.Findings;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Ledger;
using VirtAgent.Hosting;
using VirtAgent.Ledger;
using VirtAgent.Sinks;
using VirtAgent.Sinks.Endpoint;
using VirtAgent.Sinks.Metrics;

namespace VirtAgent.Watch;

/// <summary>How things stand, as of the last turn of the loop; written by the loop, read by any thread.</summary>
internal sealed class AgentState(LedgerWriter ledger, SourceHealth troubles)
{
    private readonly Moment _begun = HostClock.Now();
    private volatile Turn? _turn;
    private volatile string? _failure;
    private volatile ActiveItems _tale = new([], []);
    private long _entries;
    private long _commits;

    /// <summary>For sinks that know of audits.</summary>
    public AgentView View => new(_turn?.Audit, _turn?.At.Time, Interlocked.Read(ref _entries)) { Findings = _tale.Findings };

    /// <summary>For sinks that count.</summary>
    public MetricsView Metrics => new()
    {
        Version = Version,
        Uptime = Since(_begun),
        Audit = _turn?.Audit,
        LastProof = _turn?.At.Time,
        ProofDuration = _turn?.Took,
        Ledger = new LedgerFigures(Interlocked.Read(ref _entries), ledger.State.Failure is null, ledger.State.Waiting,
            ledger.State.Lost),
        Commits = Interlocked.Read(ref _commits),
    };

    /// <summary>For whoever asks whether we are well.</summary>
    public Health Health => new(
        _turn is { } turn ? Since(turn.Last) : null,
        [.. _turn?.Audit.Host.Gaps ?? [], .. troubles.Gaps, .. _failure is { } why
            ? [new Gap("loop", why)]
            : Array.Empty<Gap>()]);

    /// <summary>For whoever asks the agent itself.</summary>
    /// <param name="config">The configuration that holds.</param>
    public DaemonView Daemon(ConfigState config) => new()
    {
        Version = Version,
        Started = _begun.Time,
        Uptime = Since(_begun),
        Audit = _turn?.Audit,
        LastProof = _turn?.At.Time,
        Freshness = new Freshness(
            _turn is { } looked ? Since(looked.At) : null, _turn is { } turned
                ? Since(turned.Last) : null, _failure, config.Settings.Resync),
        Config = config,
        Findings =
        [
            .. _tale.Findings.OrderBy(finding => finding.Finding?.Waiver is not null)
                .ThenByDescending(finding => finding.Finding?.Severity ?? Severity.Unknown),
        ],
        Gaps = _tale.Gaps,
        Ledger = ledger.State,
    };

    private static string Version =>
        typeof(AgentState).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split(
            '+')[0] ?? "";

    /// <summary>The loop has turned, and this is what it found.</summary>
    /// <param name="audit">The audit.</param>
    /// <param name="at">The beginning of its look.</param>
    /// <param name="took">From there to the verdicts.</param>
    /// <param name="commits">Changes of nf_tables that made it look.</param>
    public void Turned(Audit audit, Moment at, TimeSpan took, int commits)
    {
        _turn = new Turn(audit, at, took, HostClock.Now());
        _failure = null;
        Interlocked.Add(ref _commits, commits);
    }

    /// <summary>The loop has turned, and had nothing to look at.</summary>
    public void Turned()
    {
        if (_turn is { } turn) _turn = turn with { Last = HostClock.Now() };
    }

    /// <summary>The loop could not judge what it was told to look at: what it knows may not hold any more.</summary>
    public void Failed(string why) => _failure = why;

    /// <summary>These findings stand, and these gaps are open.</summary>
    public void Tell(IReadOnlyList<ActiveFinding> findings, IReadOnlyList<LedgerEvent> gaps) =>
        _tale = new ActiveItems(findings, gaps);

    /// <summary>So many entries were written.</summary>
    public void Wrote(int entries) => Interlocked.Add(ref _entries, entries);

    private static TimeSpan Since(Moment moment) => HostClock.Now().SinceBoot - moment.SinceBoot;

    private sealed record Turn(Audit Audit, Moment At, TimeSpan Took, Moment Last);

    private sealed record ActiveItems(IReadOnlyList<ActiveFinding> Findings, IReadOnlyList<LedgerEvent> Gaps);
}
