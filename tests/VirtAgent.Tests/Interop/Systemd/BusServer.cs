using VirtAgent.Interop.Systemd;

namespace VirtAgent.Tests.Interop.Systemd;

/// <summary>A thread that owns a name on a bus and answers calls until it is stopped or the bus is gone.</summary>
internal sealed class BusServer : IDisposable
{
    private readonly WakeUp _wakeUp = new();
    private readonly Thread _thread;
    private volatile bool _stopping;
    private Exception? _failure;

    /// <summary>Starts it; the name is had when this returns.</summary>
    public BusServer(string address, string name, Func<BusMessage, BusMessage> answer)
    {
        using var ready = new ManualResetEventSlim();
        _thread = new Thread(() =>
        {
            try
            {
                using var bus = Bus.Open(address);
                bus.AnswerUnder("/", answer);
                bus.RequestName(name);
                ready.Set();
                while (!_stopping)
                    if (!bus.Process()) bus.Wait(_wakeUp, Timeout.InfiniteTimeSpan);
            }
            catch (Exception failure) when (failure is BusException or InvalidOperationException)
            {
                _failure = failure;
                ready.Set();
            }
        });
        _thread.Start();
        ready.Wait();
    }

    /// <summary>Waits for it to end by itself, and returns why it did.</summary>
    public Exception? End()
    {
        _thread.Join();
        return _failure;
    }

    /// <summary>Has it end.</summary>
    public Exception? Stop()
    {
        _stopping = true;
        _wakeUp.Set();
        return End();
    }

    public void Dispose()
    {
        Stop();
        _wakeUp.Dispose();
    }
}
