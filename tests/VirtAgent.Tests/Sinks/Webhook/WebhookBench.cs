using System.Globalization;
using System.Text.Json;
using VirtAgent.Sinks;
using VirtAgent.Sinks.Webhook;
using VirtAgent.Tests.Support;

namespace VirtAgent.Tests.Sinks.Webhook;

/// <summary>A state folder and a log for sinks, and reports that can be told apart.</summary>
internal sealed class WebhookBench : IDisposable
{
    public TemporaryFolder Folder { get; } = new();

    public LogLines Log { get; } = new();

    public string State => Folder.Path;

    public static WebhookOptions Options(HttpReceiver receiver) => Options(receiver.Port);

    public static WebhookOptions Options(int port) => new()
    {
        Url = new Uri($"http://127.0.0.1:{port}/hook/secret-path"),
        FirstPause = TimeSpan.FromMilliseconds(20),
        LongestPause = TimeSpan.FromMilliseconds(100),
    };

    public static Report[] Numbered(int first, int last) =>
    [
        .. Enumerable.Range(first, last - first + 1).Select(
            number => new Report(ExampleReports.Gap.What with { Detail = $"{number}" })),
    ];

    public static IEnumerable<int> Numbers(IEnumerable<ReceivedRequest> posts) => posts.Select(post =>
    {
        using var json = JsonDocument.Parse(post.Body);
        return int.Parse(json.RootElement.GetProperty("detail").GetString()!, CultureInfo.InvariantCulture);
    });

    public static Task Drained(WebhookSink sink) => Eventually.True(() => sink.Waiting == 0);

    public WebhookSink Start(WebhookOptions options) => WebhookSink.Start(options, "kvm1", State, Log);

    public string[] Spooled() => [.. Directory.GetFiles(Path.Combine(State, "webhook"), "*.json*").Order()];

    public Task Logged(string text) => Log.Has(text);

    public static async Task Tell(WebhookSink sink, params Report[] reports)
    {
        foreach (var report in reports) await sink.DeliverAsync(report, TestContext.Current.CancellationToken);
    }

    public void Dispose() => Folder.Dispose();
}
