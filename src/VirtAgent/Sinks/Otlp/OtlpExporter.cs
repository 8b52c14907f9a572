using Microsoft.Extensions.Logging;
using OpenTelemetry.Exporter;

namespace VirtAgent.Sinks.Otlp;

/// <summary>How both signals reach the collector.</summary>
internal sealed class OtlpExporter
{
    private readonly OtlpOptions _options;
    private readonly ILogger _log;
    private readonly string? _headers;

    /// <summary>To the collector of <paramref name="options"/>.</summary>
    /// <exception cref="IOException">The headers file cannot be read.</exception>
    public OtlpExporter(OtlpOptions options, ILogger log)
    {
        (_options, _log) = (options, log);
        if (options.HeadersFile is not { } file) return;
        try
        {
            _headers = File.ReadAllText(file).Trim();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"otlp headers file {file} cannot be read: {failure.Message}", failure);
        }
    }

    /// <summary>Sets up the exporter of one signal, <c>metrics</c> or <c>logs</c>.</summary>
    public void Set(OtlpExporterOptions export, string signal)
    {
        export.Protocol = OtlpExportProtocol.HttpProtobuf;
        var collector = _options.Collector!;
        export.Endpoint = new UriBuilder(collector) { Path = $"{collector.AbsolutePath.TrimEnd('/')}/v1/{signal}" }.Uri;
        export.TimeoutMilliseconds = (int)_options.Timeout.TotalMilliseconds;
        if (_headers is not null) export.Headers = _headers;
        export.HttpClientFactory = () =>
            new HttpClient(new LoggingHandler(_options.Place, signal, _log)) { Timeout = _options.Timeout };
    }
}
