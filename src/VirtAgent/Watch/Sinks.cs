using Microsoft.Extensions.Logging;
using VirtAgent.Configuration;
using VirtAgent.Hosting;
using VirtAgent.Record;
using VirtAgent.Record.Bus;
using VirtAgent.Record.Endpoint;
using VirtAgent.Record.Journal;
using VirtAgent.Record.Metrics;
using VirtAgent.Record.Otlp;
using VirtAgent.Record.Webhook;

namespace VirtAgent.Watch;

/// <summary>All sinks that are configured: those that are told what happens, and those that are shown how things stand.</summary>
internal sealed class Sinks : IAsyncDisposable
{
    // Of what a sink has not taken by then the ledger still tells.
    private static readonly TimeSpan Flush = TimeSpan.FromSeconds(3);

    private readonly ILogger _log;
    private readonly Standing _standing;
    private readonly List<object> _things = [];
    private readonly List<Outbox> _outboxes = [];
    private readonly List<Task> _deliveries = [];
    private readonly BusSink? _bus;
    private readonly Task _metrics = Task.CompletedTask;
    private readonly CancellationTokenSource _end = new();

    /// <summary>Starts them.</summary>
    /// <exception cref="IOException">The endpoint cannot listen.</exception>
    public Sinks(AgentSettings settings, DaemonFolders folders, Standing standing, ILogger log)
    {
        (_standing, _log) = (standing, log);
        // journald reads our stderr too: there each event would be told twice.
        Add(settings.Journal.Enabled && Logging.ToJournal ? new JournalSink(settings.Journal) : new LogSink(log));
        if (settings.Bus) Add(_bus = new BusSink(null, TimeProvider.System));
        if (settings.Webhook.Url is not null) Add(WebhookSink.Start(settings.Webhook, Environment.MachineName, folders.State, log));
        if (settings.Otlp.Collector is not null) Add(OtlpSink.Start(settings.Otlp, Environment.MachineName, () => standing.View, log));
        if (settings.MetricsFile is { } file)
            _metrics = Task.Run(() => new TextfileSink(file).RunAsync(() => standing.Metrics, log, _end.Token));
        if (settings.Endpoint.Listen is not null)
            _things.Add(EndpointServer.Start(settings.Endpoint, () => MetricsText.Of(standing.Metrics), () => standing.Health, log));
    }

    /// <summary>Tells what happened; never waits.</summary>
    public void Tell(Report report)
    {
        foreach (var outbox in _outboxes) outbox.Post(report);
    }

    /// <summary>Shows how things stand, after every turn of the loop.</summary>
    public void Show() => _bus?.Show(_standing.View);

    /// <summary>Delivers what is on its way, for a few seconds, and closes them.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var outbox in _outboxes) outbox.Complete();
        await Task.WhenAny(Task.WhenAll(_deliveries), Task.Delay(Flush));
        await _end.CancelAsync();
        await _metrics.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var thing in _things)
        {
            if (thing is IAsyncDisposable slow) await slow.DisposeAsync();
            else (thing as IDisposable)?.Dispose();
        }

        _end.Dispose();
    }

    private void Add(ISink sink)
    {
        var outbox = new Outbox(sink, _log);
        _things.Add(sink);
        _outboxes.Add(outbox);
        _deliveries.Add(outbox.RunAsync(_end.Token));
    }
}
