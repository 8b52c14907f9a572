using System.Net.Sockets;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using VirtAgent.Configuration;
using VirtAgent.Control;
using VirtAgent.Hosting;
using VirtAgent.Ledger;
using VirtAgent.Logging;
using VirtAgent.Observe;
using VirtAgent.Observe.Hints;

namespace VirtAgent.Watch;

/// <summary>
/// The life of <c>run</c>: takes up the ledger where it ended, catches up with what happened unwatched, then watches until it is
/// told to stop.
/// </summary>
internal sealed class Daemon(
    AgentSettings settings, ConfigPlace place, DaemonFolders folders, HostOutcome outcome, IHostApplicationLifetime lifetime,
        ILogger<Daemon> log)
    : BackgroundService
{
    private const int ReportsMost = 65_536;

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
            if (fault is IOException or UnauthorizedAccessException) log.CannotRun(fault.Message);
            else log.Died(fault);
            outcome.Failed();
        }
        finally
        {
            lifetime.StopApplication();
        }
    }

    private async Task RunAsync(CancellationToken stop)
    {
        using var life = Heartbeat.Open(folders.LifeSign, HostClock.Boot);
        using var ledger = new LedgerWriter(folders.Ledger, HostClock.Now);
        var hints = new HintChannel();
        var troubles = new SourceHealth(hints);
        var last = new AgentState(ledger, troubles);
        await using var sinks = new SinkSet(folders, last, log);
        if (await sinks.TakeAsync(settings) is { Problems: [var problem, ..] }) throw new IOException(problem);
        using var pulse = new SystemdNotifications(hints);
        var reload = new Reload(place, settings, pulse, log);
        await using var questions = StartAnswering(() => last.Daemon(reload.State));
        var recorder = new Recorder(LedgerPast.Of(ledger, folders.Ledger), life.SameBoot, ledger, troubles, last, sinks);
        try
        {
            recorder.Start(life.Last, HostClock.Now());
            await WatchAsync(hints, troubles, recorder, last, sinks, pulse, reload, life, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            pulse.Stopping();
            recorder.Stop(HostClock.Now());
            log.Stopped();
        }
    }

    private async Task WatchAsync(
        HintChannel hints, SourceHealth troubles, Recorder recorder, AgentState last, SinkSet sinks, SystemdNotifications pulse,
            Reload reload,
        Heartbeat life, CancellationToken stop)
    {
        void Warn(string source, string reason)
        {
            log.SourceFailed(source, reason);
            last.SourceFailed();
        }

        using var host = new WatchedHost(settings.Uri, hints, Warn);
        using var sources = new HintSources(hints, troubles.Tell, Warn);
        var reports = Channel.CreateBounded<PortReport>(ReportsMost);
        var pump = recorder.PumpAsync(reports.Reader, stop);

        // What the hook has spooled happened before what can be seen now.
        await sources.StartSpool(folders.HookSpool, reports.Writer).WaitAsync(stop);
        recorder.Record((await host.LookAsync(HintSet.All, stop)).Ports);
        sources.StartPorts(folders.HookSocket, reports.Writer);
        sources.StartKernel(settings.Resync);
        await using var signals = reload.Start(sinks, sources);
        hints.Request(RefreshScope.All);
        log.Watching(settings.Uri, folders.Ledger, folders.HookSocket);

        var memory = new IdleMemory(TimeProvider.System);
        void Turned()
        {
            sinks.Show();
            pulse.Turned($"{last.View.Audit?.Networks.Count ?? 0} networks, {last.View.Audit?.Findings.Count ?? 0} findings");
            memory.Turned();
        }

        var waivers = new WaiverFolder(settings.Waivers);
        var loop = new WatchLoop(hints, host.LookAsync, waivers, recorder, last, Turned, log, TimeProvider.System)
            .RunAsync(stop);
        var retention = new Retention(() => reload.State.Settings, recorder, troubles.Tell).RunAsync(stop);
        await await Task.WhenAny(pump, loop, retention, BeatAsync(life, troubles, stop));
    }

    // An agent that cannot be asked still watches.
    private AgentSocket? StartAnswering(Func<DaemonView> view)
    {
        try
        {
            return AgentSocket.Start(folders.AgentSocket, new DaemonAnswers(view).Answer, log);
        }
        catch (Exception failure) when (failure is IOException or SocketException or UnauthorizedAccessException)
        {
            log.SinkFailed("agent socket", failure.Message);
            return null;
        }
    }

    // On a thread of its own: where nothing else happens, a timer would keep three threads of the pool from sleeping.
    private static Task BeatAsync(Heartbeat life, SourceHealth troubles, CancellationToken stop) => Task.Factory.StartNew(
        () =>
        {
            while (!stop.WaitHandle.WaitOne(TimeSpan.FromSeconds(2))) life.Beat(HostClock.Now(), troubles.Tell);
            stop.ThrowIfCancellationRequested();
        },
        stop, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
