using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using VirtAgent.Logging;

namespace VirtAgent.Sinks;

/// <summary>
/// The queue of one sink, which outlives it: what one sink has not taken goes to the next that takes its place. When the sink is
/// down or slow the queue fills, and then the oldest reports are dropped and counted; nobody else notices.
/// </summary>
internal sealed class Outbox
{
    private readonly ILogger _log;
    private readonly Channel<Report> _queue;
    private Report? _interrupted;
    private long _lost;

    /// <summary>With room for <paramref name="capacity"/> reports.</summary>
    public Outbox(ILogger log, int capacity = 10_000)
    {
        _log = log;
        _queue = Channel.CreateBounded<Report>(
            new BoundedChannelOptions(capacity) { FullMode = BoundedChannelFullMode.DropOldest },
            _ => Interlocked.Increment(ref _lost));
    }

    /// <summary>How many reports were dropped because the sink did not keep up.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    /// <summary>Takes a report; never waits.</summary>
    public void Post(Report report) => _queue.Writer.TryWrite(report);

    /// <summary>Delivers what is posted to <paramref name="sink"/>. One at a time.</summary>
    /// <param name="sink">Where to.</param>
    /// <param name="stop">Ends it once nothing is left.</param>
    /// <param name="abort">Ends it at once; what is being delivered then is delivered again, by the next.</param>
    public async Task RunAsync(ISink sink, CancellationToken stop, CancellationToken abort)
    {
        // A sink that blocks before it first awaits must not block whoever starts it.
        await Task.Yield();
        while (!abort.IsCancellationRequested && await NextAsync(stop) is { } report)
        {
            try
            {
                await sink.DeliverAsync(report, abort);
            }
            catch (OperationCanceledException) when (abort.IsCancellationRequested)
            {
                _interrupted = report;
            }
            catch (Exception failure)
            {
                _log.SinkFailed(sink.Name, failure.Message);
            }
        }
    }

    private async ValueTask<Report?> NextAsync(CancellationToken stop)
    {
        if (Interlocked.Exchange(ref _interrupted, null) is { } again) return again;
        while (true)
        {
            if (_queue.Reader.TryRead(out var report)) return report;
            if (stop.IsCancellationRequested) return null;
            try
            {
                await _queue.Reader.WaitToReadAsync(stop);
            }
            catch (OperationCanceledException)
            {
            }
        }
    }
}
