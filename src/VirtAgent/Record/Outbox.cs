using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using VirtAgent.Hosting;

namespace VirtAgent.Record;

/// <summary>
/// One sink with a queue and a pump of its own. When the sink is down or slow the queue fills, and then the oldest reports are
/// dropped and counted; nobody else notices.
/// </summary>
internal sealed class Outbox
{
    private readonly ISink _sink;
    private readonly ILogger _log;
    private readonly Channel<Report> _queue;
    private long _lost;

    /// <summary>For <paramref name="sink"/>, with room for <paramref name="capacity"/> reports.</summary>
    public Outbox(ISink sink, ILogger log, int capacity = 10_000)
    {
        (_sink, _log) = (sink, log);
        _queue = Channel.CreateBounded<Report>(
            new BoundedChannelOptions(capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
            _ => Interlocked.Increment(ref _lost));
    }

    /// <summary>How many reports were dropped because the sink did not keep up.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    /// <summary>Takes a report; never waits.</summary>
    public void Post(Report report) => _queue.Writer.TryWrite(report);

    /// <summary>No more reports come: <see cref="RunAsync"/> ends when the last one is delivered.</summary>
    public void Complete() => _queue.Writer.TryComplete();

    /// <summary>Delivers until <see cref="Complete"/>.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        // A sink that blocks before it first awaits must not block whoever starts it.
        await Task.Yield();
        await foreach (var report in _queue.Reader.ReadAllAsync(cancellation))
        {
            try
            {
                await _sink.DeliverAsync(report, cancellation);
            }
            catch (Exception failure) when (failure is not OperationCanceledException || !cancellation.IsCancellationRequested)
            {
                _log.SinkFailed(_sink.Name, failure.Message);
            }
        }
    }
}
