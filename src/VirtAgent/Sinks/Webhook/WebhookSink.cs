using Microsoft.Extensions.Logging;

namespace VirtAgent.Sinks.Webhook;

/// <summary>Alerts as HTTP posts, through a spool on disk: each arrives once, in order, also after an outage.</summary>
internal sealed class WebhookSink : ISink, IAsyncDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly WebhookOptions _options;
    private readonly string _host;
    private readonly WebhookSpool _spool;
    private readonly WebhookCourier _courier;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _posting;

    private WebhookSink(WebhookOptions options, string host, string state, ILogger log)
    {
        (_options, _host) = (options, host);
        _spool = new WebhookSpool(new SpoolFolder(Path.Combine(state, "webhook")), options, log);
        _courier = new WebhookCourier(options, _spool, log);
        _posting = Task.Run(() => _courier.RunAsync(_stop.Token));
    }

    /// <inheritdoc/>
    public string Name => "webhook";

    /// <summary>How many reports wait for the receiver.</summary>
    public int Waiting => _spool.Count;

    /// <summary>How many were dropped because too many waited.</summary>
    public long Dropped => _spool.Dropped;

    /// <summary>Begins to post, first what an earlier run left.</summary>
    /// <param name="options">Valid, with an url.</param>
    /// <param name="host">Name of this host, for the receiver.</param>
    /// <param name="state">The agent's state folder; the spool is <c>webhook/</c> in it.</param>
    /// <param name="log">Where trouble with the receiver is told.</param>
    public static WebhookSink Start(WebhookOptions options, string host, string state, ILogger log) =>
        new(options, host, state, log);

    /// <inheritdoc/>
    public Task DeliverAsync(Report report, CancellationToken cancellation)
    {
        if (!_options.Kinds.Contains(report.What.Kind)) return Task.CompletedTask;
        _spool.Add(WebhookBody.Of(report, _host, Guid.CreateVersion7()));
        _courier.Ring();
        return Task.CompletedTask;
    }

    /// <summary>Stops, after two seconds at most for what waits; the rest stays in the spool for the next run.</summary>
    public async ValueTask DisposeAsync()
    {
        _courier.Close();
        await Task.WhenAny(_posting, Task.Delay(Grace));
        await _stop.CancelAsync();
        await _posting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }
}
