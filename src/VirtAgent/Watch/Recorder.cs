using System.Threading.Channels;
using VirtAgent.Findings;
using VirtAgent.Ledger;
using VirtAgent.Model;
using VirtAgent.Observe.Hints;
using VirtAgent.Ports;
using VirtAgent.Record;
using VirtAgent.Record.Ledger;

namespace VirtAgent.Watch;

/// <summary>
/// Turns reports, looks and audits into what happened, each told once: first to the ledger, then to the sinks. Reports of ports come
/// while the loop is still looking, so this is the one place that several threads meet.
/// </summary>
internal sealed class Recorder(
    PortBook ports, FindingBook findings, GapBook gaps, LedgerWriter ledger, Troubles troubles, IReadOnlyList<Outbox> outboxes)
{
    // One commit for all that is there: with a storm the reports of a few milliseconds, alone a single one.
    private const int Batch = 512;

    private readonly Lock _gate = new();
    private Moment? _blindSince;

    /// <summary>What differs at the next look happened since then, unwatched.</summary>
    public void WasBlindSince(Moment moment) => _blindSince = moment;

    /// <summary>Takes reports of ports until there are no more.</summary>
    public async Task PumpAsync(ChannelReader<PortReport> reports, CancellationToken stop)
    {
        var batch = new List<PortReport>();
        while (await reports.WaitToReadAsync(stop))
        {
            while (batch.Count < Batch && reports.TryRead(out var report)) batch.Add(report);
            Take(batch);
            batch.Clear();
        }
    }

    /// <summary>Takes a look at the ports; null where there was none.</summary>
    public void Record(PortLook? look)
    {
        if (look is null) return;
        lock (_gate)
        {
            Write(ports.Apply(look with { BlindSince = _blindSince }));
            _blindSince = null;
        }
    }

    /// <summary>Takes an audit; when to look again for the sake of a finding that waits, or null.</summary>
    public TimeSpan? Record(Audit audit, Moment at)
    {
        lock (_gate)
        {
            Write(gaps.Apply([.. audit.Host.Gaps, .. troubles.Gaps], at));
            var changes = findings.Apply(audit, at);
            Write(changes.Occurrences, changes.Raised);
            return findings.RecheckIn;
        }
    }

    /// <summary>Writes what the agent does itself.</summary>
    public void Write(Occurrence what)
    {
        lock (_gate) Write([what]);
    }

    private void Take(List<PortReport> batch)
    {
        bool durable;
        lock (_gate)
        {
            List<Occurrence> happened = [];
            foreach (var report in batch) happened.AddRange(ports.Apply(report.Notice));
            durable = Write(happened);
        }

        // The reporter keeps its own copy until then.
        if (!durable) return;
        foreach (var report in batch) report.Committed?.Invoke();
    }

    private bool Write(IReadOnlyList<Occurrence> happened, IReadOnlyList<Finding>? raised = null)
    {
        var durable = ledger.Write(happened);
        foreach (var what in happened)
        {
            var report = new Report(what, raised?.FirstOrDefault(finding => finding.Key == what.Finding));
            foreach (var outbox in outboxes) outbox.Post(report);
        }

        return durable;
    }
}
