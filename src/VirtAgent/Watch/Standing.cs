using System.Diagnostics;
using System.Reflection;
using VirtAgent.Findings;
using VirtAgent.Model;
using VirtAgent.Record;
using VirtAgent.Record.Endpoint;
using VirtAgent.Record.Ledger;
using VirtAgent.Record.Metrics;

namespace VirtAgent.Watch;

/// <summary>How things stand, as of the last turn of the loop; written by the loop, read by any thread.</summary>
internal sealed class Standing(LedgerWriter ledger, Troubles troubles)
{
    private readonly long _begun = Stopwatch.GetTimestamp();
    private volatile Turn? _turn;
    private volatile IReadOnlyList<StandingFinding> _findings = [];
    private long _entries;
    private long _commits;

    /// <summary>For sinks that know of audits.</summary>
    public AgentView View => new(_turn?.Audit, _turn?.At.Time, Interlocked.Read(ref _entries)) { Findings = _findings };

    /// <summary>For sinks that count.</summary>
    public MetricsView Metrics => new()
    {
        Version = Version,
        Uptime = Stopwatch.GetElapsedTime(_begun),
        Audit = _turn?.Audit,
        LastProof = _turn?.At.Time,
        ProofDuration = _turn?.Took,
        Ledger = new LedgerFigures(Interlocked.Read(ref _entries), ledger.State.Failure is null, ledger.State.Waiting, ledger.State.Lost),
        Commits = Interlocked.Read(ref _commits),
    };

    /// <summary>For whoever asks whether we are well.</summary>
    public Health Health => new(
        _turn is { } turn ? Stopwatch.GetElapsedTime(turn.Stamp) : null, [.. _turn?.Audit.Host.Gaps ?? [], .. troubles.Gaps]);

    private static string Version =>
        typeof(Standing).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";

    /// <summary>The loop has turned, and this is what it found.</summary>
    /// <param name="audit">The audit.</param>
    /// <param name="at">The beginning of its look.</param>
    /// <param name="took">From there to the verdicts.</param>
    /// <param name="commits">Changes of nf_tables that made it look.</param>
    public void Turned(Audit audit, Moment at, TimeSpan took, int commits)
    {
        _turn = new Turn(audit, at, took, Stopwatch.GetTimestamp());
        Interlocked.Add(ref _commits, commits);
    }

    /// <summary>The loop has turned, and had nothing to look at.</summary>
    public void Turned()
    {
        if (_turn is { } turn) _turn = turn with { Stamp = Stopwatch.GetTimestamp() };
    }

    /// <summary>These findings were raised and not cleared.</summary>
    public void Stand(IReadOnlyList<StandingFinding> findings) => _findings = findings;

    /// <summary>So many entries were written.</summary>
    public void Wrote(int entries) => Interlocked.Add(ref _entries, entries);

    private sealed record Turn(Audit Audit, Moment At, TimeSpan Took, long Stamp);
}
