using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using VirtAgent.Hosting;
using VirtAgent.Observe;
using VirtAgent.Observe.Hints;
using VirtAgent.Record;
using VirtAgent.Record.Ledger;

namespace VirtAgent.Watch;

/// <summary>
/// The life of <c>run</c>: takes up the ledger where it ended, catches up with what happened unwatched, then watches until it is told
/// to stop.
/// </summary>
internal sealed class Daemon(
    DaemonOptions options, IReadOnlyList<ISink> sinks, HostOutcome outcome, IHostApplicationLifetime lifetime, ILogger<Daemon> log)
    : BackgroundService
{
    private const int ReportsMost = 65_536;

    private readonly DaemonFolders _folders = options.Folders;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await RunAsync(stoppingToken);
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

    private async Task RunAsync(CancellationToken stop)
    {
        using var life = LifeSign.Open(_folders.LifeSign, HostClock.Boot);
        using var ledger = new LedgerWriter(_folders.Ledger, HostClock.Now);
        var hints = new HintChannel();
        var troubles = new Troubles(hints);
        var outboxes = sinks.Select(sink => new Outbox(sink, log)).ToList();
        var delivery = Task.WhenAll(outboxes.Select(outbox => outbox.RunAsync(CancellationToken.None)));
        var recorder = new Recorder(LedgerPast.Of(ledger, _folders.Ledger), life.SameBoot, ledger, troubles, outboxes);
        try
        {
            recorder.Start(life.Last, HostClock.Now());
            await WatchAsync(hints, troubles, recorder, life, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            recorder.Stop(HostClock.Now());
        }

        foreach (var outbox in outboxes) outbox.Complete();
        await delivery;
        log.Stopped();
    }

    private async Task WatchAsync(HintChannel hints, Troubles troubles, Recorder recorder, LifeSign life, CancellationToken stop)
    {
        using var host = new WatchedHost(options.Uri, hints);
        using var sources = new HintSources(hints, troubles.Tell);
        var reports = Channel.CreateBounded<PortReport>(ReportsMost);
        var pump = recorder.PumpAsync(reports.Reader, stop);

        // What the hook has spooled happened before what can be seen now.
        await sources.StartSpool(_folders.HookSpool, reports.Writer).WaitAsync(stop);
        recorder.Record((await host.LookAsync(HintSet.All, stop)).Ports);
        sources.StartPorts(_folders.HookSocket, reports.Writer);
        sources.StartKernel(options.Resync);
        hints.Look(Doubt.All);
        log.Watching(options.Uri, _folders.Ledger, _folders.HookSocket);

        var loop = new WatchLoop(hints, host, recorder, log).RunAsync(stop);
        await await Task.WhenAny(pump, loop, BeatAsync(life, troubles, stop));
    }

    private static async Task BeatAsync(LifeSign life, Troubles troubles, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        while (await timer.WaitForNextTickAsync(stop)) life.Beat(HostClock.Now(), troubles.Tell);
    }
}
