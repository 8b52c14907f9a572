using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using VirtAgent.Core.Ledger;

namespace VirtAgent.Sinks.Otlp;

/// <summary>
/// Reports as log records and what stands as metrics, to any OpenTelemetry collector: many hosts watched from one place.
/// </summary>
internal sealed class OtlpSink : ISink, IAsyncDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly OtlpGauges _gauges;
    private readonly MeterProvider _metrics;
    private readonly ILoggerFactory _logs;
    private readonly ILogger _records;
    private readonly EventTimestampProcessor _when = new();

    private OtlpSink(OtlpOptions options, string host, Func<AgentView> view, ILogger log)
    {
        var exporter = new OtlpExporter(options, log);
        var resource = OtlpResource.Of(host);
        _gauges = new OtlpGauges(view);
        _metrics = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter(OtlpGauges.Name)
            .AddOtlpExporter((export, reader) =>
            {
                exporter.Set(export, "metrics");
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = (int)options.Interval.TotalMilliseconds;
            })
            .Build();
        _logs = LoggerFactory.Create(logging => logging.AddOpenTelemetry(records =>
        {
            records.SetResourceBuilder(resource);
            records.IncludeFormattedMessage = true;
            records.AddProcessor(_when);
            records.AddOtlpExporter((export, processor) =>
            {
                exporter.Set(export, "logs");
                // An alert should not wait the five seconds that are usual.
                processor.BatchExportProcessorOptions.ScheduledDelayMilliseconds = 500;
            });
        }));
        _records = _logs.CreateLogger(OtlpGauges.Name);
    }

    /// <inheritdoc/>
    public string Name => "otlp";

    /// <summary>Begins to export.</summary>
    /// <param name="options">Valid, with a collector.</param>
    /// <param name="host">Name of this host.</param>
    /// <param name="view">What stands now; called on the exporter's thread.</param>
    /// <param name="log">Where trouble with the collector is told.</param>
    /// <exception cref="IOException">The headers file cannot be read.</exception>
    public static OtlpSink Start(OtlpOptions options, string host, Func<AgentView> view, ILogger log) =>
        new(options, host, view, log);

    /// <inheritdoc/>
    public Task DeliverAsync(Report report, CancellationToken cancellation)
    {
        _when.Time = report.What.At.Time.UtcDateTime;
        var level = ReportFacts.Priority(report) switch
        {
            2 => LogLevel.Critical,
            4 => LogLevel.Warning,
            _ => LogLevel.Information,
        };
        var attributes = ReportFacts.Of(report)
            .Select(fact => new KeyValuePair<string, object?>(Attribute(fact.Name), fact.Value)).ToList();
        var id = new EventId((int)report.What.Kind + 1, report.What.Kind.Word());
        _records.Log(level, id, attributes, null, (_, _) => ReportFacts.Message(report));
        return Task.CompletedTask;
    }

    /// <summary>Sends what is left, for two seconds at most: a collector that hangs must not hold up the end.</summary>
    public async ValueTask DisposeAsync()
    {
        var flushed = Task.WhenAll(Task.Run(_logs.Dispose), Task.Run(_metrics.Dispose));
        await Task.WhenAny(flushed, Task.Delay(Grace));
        _gauges.Dispose();
    }

    private static string Attribute(string fact) => fact switch
    {
        "network" => "libvirt.network.name",
        "port" => "libvirt.port.id",
        "guest" => "libvirt.domain.name",
        "guest_uuid" => "libvirt.domain.uuid",
        _ => "virtagent." + fact,
    };
}
