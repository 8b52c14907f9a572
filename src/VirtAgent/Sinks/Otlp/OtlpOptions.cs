namespace VirtAgent.Sinks.Otlp;

/// <summary>Which OpenTelemetry collector is told, by OTLP over HTTP with protobuf.</summary>
internal sealed record OtlpOptions
{
    /// <summary>
    /// The collector, <c>https://collector:4318</c> for instance; <c>/v1/metrics</c> and <c>/v1/logs</c> are added to it. Null
    /// takes OTEL_EXPORTER_OTLP_ENDPOINT, and without that there is no OTLP.
    /// </summary>
    public Uri? Endpoint { get; init; }

    /// <summary>
    /// A file with further headers as <c>name=value,name=value</c>, the form of OTEL_EXPORTER_OTLP_HEADERS; it may hold secrets.
    /// </summary>
    public string? HeadersFile { get; init; }

    /// <summary>How often metrics are sent.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long one request may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The collector that is used; null for none.</summary>
    public Uri? Collector => Endpoint ?? (Variable is { Length: > 0 } text ? new Uri(text, UriKind.RelativeOrAbsolute) : null);

    /// <summary>The collector as it may be logged: without path, query and user.</summary>
    public string Place =>
        Collector is { IsAbsoluteUri: true } url ? url.GetComponents(UriComponents.SchemeAndServer, UriFormat.Unescaped) : "";

    /// <summary>What tells them from others; headers that were written anew are others.</summary>
    public object Value => (this, Collector, HeadersFile is null ? default : File.GetLastWriteTimeUtc(HeadersFile));

    /// <summary>What is wrong with them, each in a sentence; none when they can be used.</summary>
    public IReadOnlyList<string> Validate()
    {
        if (Collector is not { } url) return [];
        var http = url.IsAbsoluteUri && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp);
        (bool Wrong, string Sentence)[] rules =
        [
            (!http, "otlp endpoint has to be absolute and begin with https:// or http://."),
            (http && url.UserInfo != "", "otlp endpoint holds a user or password: put a header into a file and name that."),
            (http && HeadersFile is not null && url.Scheme == Uri.UriSchemeHttp && !url.IsLoopback,
                $"otlp would send its headers in clear to {Place}: use https."),
            (HeadersFile is not null && !Path.IsPathRooted(HeadersFile), $"otlp headers file '{HeadersFile}' is not absolute."),
            (Interval < TimeSpan.FromSeconds(1) || Interval > TimeSpan.FromHours(1), "otlp interval has to be 1 s to 1 h."),
            (Timeout <= TimeSpan.Zero || Timeout > TimeSpan.FromMinutes(5), "otlp timeout has to be 5 min at most."),
        ];
        return [.. rules.Where(rule => rule.Wrong).Select(rule => rule.Sentence)];
    }

    private static string? Variable => Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT");
}
