using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using VirtAgent.Findings;
using VirtAgent.Hosting;
using VirtAgent.Ledger;
using VirtAgent.Model;
using VirtAgent.Observe;
using VirtAgent.Observe.Hints;
using VirtAgent.Ports;
using VirtAgent.Record;
using VirtAgent.Record.Ledger;

namespace VirtAgent.Watch;

/// <summary>
/// The life of <c>run</c>: takes up the ledger where it ended, catches up with what happened unwatched, then watches until it is told
/// to stop.
/// </summary>
internal sealed class Daemon(
    string uri, DaemonFolders folders, IReadOnlyList<ISink> sinks, HostOutcome outcome, IHostApplicationLifetime lifetime, ILogger<Daemon> log)
    : BackgroundService
{
    private const int ReportsMost = 65_536;
    private static readonly TimeSpan Resync = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await WatchAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Told to stop, and has.
        }
        catch (Exception fault)
        {
            // The host would end with exit code 0, and nobody would start us again.
            log.Died(fault);
            outcome.Failed();
        }
        finally
        {
            lifetime.StopApplication();
        }
    }

    private async Task WatchAsync(CancellationToken stop)
    {
        Directory.CreateDirectory(folders.State);
        Directory.CreateDirectory(folders.Runtime);
        var bootId = BootId.Read();
        using var life = new LifeLine(folders.LifeSign, bootId);
        using var ledger = LedgerWriter.Open(folders.Ledger);
        var hints = new HintChannel();
        var troubles = new Troubles(hints);
        var outboxes = sinks.Select(sink => new Outbox(sink, log)).ToList();
        var delivery = Task.WhenAll(outboxes.Select(outbox => outbox.RunAsync(CancellationToken.None)));
        var past = ledger.Past;
        var recorder = new Recorder(
            new PortBook(past.Ports, life.SameBoot, past.Deleted), new FindingBook(past.Findings), new GapBook(past.Gaps),
            ledger, troubles, outboxes);
    }
}
