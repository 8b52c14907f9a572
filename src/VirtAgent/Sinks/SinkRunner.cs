namespace VirtAgent.Sinks;

/// <summary>A sink at work on its queue.</summary>
internal sealed class SinkRunner : IAsyncDisposable
{
    // Of what a sink has not taken by then the ledger still tells, and the queue still holds it for the next.
    private static readonly TimeSpan Flush = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Parting = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _abort = new();
    private readonly Task _running;

    public SinkRunner(Outbox outbox, ISink sink)
    {
        Sink = sink;
        _running = outbox.RunAsync(sink, _stop.Token, _abort.Token);
    }

    /// <summary>The sink; closed with this.</summary>
    public ISink Sink { get; }

    /// <summary>
    /// Delivers what is on its way, for a few seconds, and closes the sink. One that blocks its thread is left behind.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAny(_running, Task.Delay(Flush));
        await _abort.CancelAsync();
        await Task.WhenAny(_running, Task.Delay(Parting));
        if (Sink is IAsyncDisposable slow) await slow.DisposeAsync();
        else (Sink as IDisposable)?.Dispose();
    }
}
