using VirtAgent.Sinks.Otlp;

namespace VirtAgent.Tests.Sinks.Otlp;

/// <summary>An OTLP collector: what it is sent, decoded as opentelemetry-proto 1.x has it.</summary>
internal sealed class Collector(Func<int, string?> answer) : IDisposable
{
    private readonly HttpReceiver _http = new(answer);

    public OtlpOptions Options => new()
    {
        Endpoint = new Uri($"http://127.0.0.1:{_http.Port}"),
        Interval = TimeSpan.FromSeconds(1),
    };

    /// <summary>The next request of a signal.</summary>
    public async Task<(ReceivedRequest Request, ProtoMessage Message)> Next(string signal)
    {
        while (true)
        {
            var request = (await _http.Take(1))[0];
            if (request.Line == $"POST /v1/{signal} HTTP/1.1") return (request, new ProtoMessage(request.Body));
        }
    }

    /// <summary>Points of a gauge as <c>name{attributes}=number</c>, of a request with metrics.</summary>
    public static IEnumerable<string> Points(ProtoMessage request) =>
        from metric in request.At(1, 2, 2)
        from point in metric.At(5, 1)
        select $"{metric.Text(1)}{{{string.Join(',', point.Attributes(7))}}}";

    public void Dispose() => _http.Dispose();
}
