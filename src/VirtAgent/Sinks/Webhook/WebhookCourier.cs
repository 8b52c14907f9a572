using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using VirtAgent.Hosting;
using VirtAgent.Logging;

namespace VirtAgent.Sinks.Webhook;

/// <summary>
/// Posts what is in the spool, in order, one at a time: a report leaves the spool once the receiver has it or has rejected it.
/// Should the agent die between the two, the receiver sees the same id once more.
/// </summary>
internal sealed class WebhookCourier(WebhookOptions options, WebhookSpool spool, ILogger log)
{
    private readonly Backoff _backoff = new(options.FirstPause, options.LongestPause);
    private readonly Channel<bool> _bell =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private volatile bool _closing;

    /// <summary>There is something in the spool.</summary>
    public void Ring() => _bell.Writer.TryWrite(true);

    /// <summary>Nothing more comes: <see cref="RunAsync"/> ends when all is posted, or at the first attempt that fails.</summary>
    public void Close()
    {
        _closing = true;
        Ring();
    }

    /// <summary>Works until it is closed or cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var post = new WebhookPost(options);
        var failures = 0;
        while (true)
        {
            if (spool.Oldest() is not { } oldest)
            {
                if (_closing) return;
                await _bell.Reader.ReadAsync(cancellation);
                continue;
            }

            var outcome = await post.SendAsync(oldest, cancellation);
            if (!outcome.Delivered && !outcome.Rejected)
            {
                if (++failures == 1) log.WebhookFailed(options.Place, outcome.Reason, spool.Count);
                if (_closing) return;
                await Task.Delay(outcome.Wait ?? _backoff.After(failures), cancellation);
                continue;
            }

            if (outcome.Rejected) log.WebhookRejected(oldest.Number, outcome.Reason);
            if (outcome.Rejected) spool.Reject(oldest.Number);
            else spool.Remove(oldest.Number);
            if (failures > 0) log.WebhookRecovered(options.Place, spool.Count);
            failures = 0;
        }
    }
}
