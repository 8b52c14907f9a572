using Microsoft.Extensions.Logging;
using VirtAgent.Configuration;
using VirtAgent.Logging;
using VirtAgent.Sinks;
using VirtAgent.Sinks.Bus;
using VirtAgent.Sinks.Endpoint;
using VirtAgent.Sinks.Journal;
using VirtAgent.Sinks.Metrics;
using VirtAgent.Sinks.Otlp;
using VirtAgent.Sinks.Webhook;

namespace VirtAgent.Watch;

/// <summary>All sinks that are configured: those that are told what happens, and those that are shown how things stand.</summary>
/// <param name="folders">Where the daemon keeps its things.</param>
/// <param name="last">How things stand.</param>
/// <param name="log">Where troubles are told.</param>
internal sealed class SinkSet(DaemonFolders folders, AgentState last, ILogger log) : IAsyncDisposable
{
    private readonly (SinkSlot Slot, Outbox Outbox) _journal = Told("journal", log);
    private readonly (SinkSlot Slot, Outbox Outbox) _bus = Told("bus", log);
    private readonly (SinkSlot Slot, Outbox Outbox) _webhook = Told("webhook", log);
    private readonly (SinkSlot Slot, Outbox Outbox) _otlp = Told("otlp", log);
    private readonly SinkSlot _metrics = new("metrics file");
    private readonly SinkSlot _endpoint = new("endpoint");

    /// <summary>Tells what happened; never waits.</summary>
    public void Tell(Report report)
    {
        foreach (var (slot, outbox) in (ReadOnlySpan<(SinkSlot, Outbox)>)[_journal, _bus, _webhook, _otlp])
            if (slot.IsOn) outbox.Post(report);
    }

    /// <summary>Shows how things stand, after every turn of the loop.</summary>
    public void Show() => _bus.Slot.Use<BusSink>(bus => bus.Show(last.View));

    /// <summary>
    /// Starts, ends and replaces sinks so that they are those of <paramref name="settings"/>; all others keep running.
    /// </summary>
    /// <returns>The names of those that changed, and a sentence for each that could not be started.</returns>
    public async Task<(IReadOnlyList<string> Changed, IReadOnlyList<string> Problems)> TakeAsync(AgentSettings settings)
    {
        var (changed, problems) = (new List<string>(), new List<string>());
        async Task Take(SinkSlot slot, object? options, Func<IAsyncDisposable> start)
        {
            try
            {
                if (await slot.TakeAsync(options, start)) changed.Add(slot.Name);
            }
            catch (IOException failure)
            {
                problems.Add(failure.Message);
            }
        }

        Task Deliver((SinkSlot Slot, Outbox Outbox) told, object? options, Func<ISink> start) =>
            Take(told.Slot, options, () => new SinkRunner(told.Outbox, start()));

        // journald reads our stderr too: there each event would be told twice.
        await Deliver(
            _journal, settings.Journal,
            () => settings.Journal.Enabled && LoggingSetup.ToJournal ? new JournalSink(settings.Journal) : new LogSink(log));
        await Deliver(_bus, settings.Bus ? true : null, () => new BusSink(null, TimeProvider.System));
        await Deliver(
            _webhook, settings.Webhook.Url is null ? null : settings.Webhook.Value,
            () => WebhookSink.Start(settings.Webhook, Environment.MachineName, folders.State, log));
        await Deliver(
            _otlp, settings.Otlp.Collector is null ? null : settings.Otlp.Value,
            () => OtlpSink.Start(settings.Otlp, Environment.MachineName, () => last.View, log));
        await Take(_metrics, settings.MetricsFile, () => TextfileSink.Start(settings.MetricsFile!, () => last.Metrics, log));
        await Take(
            _endpoint, settings.Endpoint.Listen is null ? null : settings.Endpoint,
            () => EndpointServer.Start(settings.Endpoint, () => MetricsText.Of(last.Metrics), () => last.Health, log));
        Show();
        return (changed, problems);
    }

    /// <summary>Delivers what is on its way, for a few seconds, and closes them.</summary>
    public async ValueTask DisposeAsync() =>
        await Task.WhenAll(((IEnumerable<SinkSlot>)[_journal.Slot, _bus.Slot, _webhook.Slot, _otlp.Slot, _metrics, _endpoint])
            .Select(slot => slot.DisposeAsync().AsTask()));

    private static (SinkSlot Slot, Outbox Outbox) Told(string name, ILogger log) => (new SinkSlot(name), new Outbox(log));
}
