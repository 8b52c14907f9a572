using System.Collections.Concurrent;

namespace VirtAgent.Observe.Libvirt;

/// <summary>
/// A thread of its own that does one thing after the other. For calls that may hang for ever: they hold up this thread and
/// nothing else.
/// </summary>
internal sealed class SerialThread : IDisposable
{
    private readonly BlockingCollection<Action> _work = [];

    public SerialThread(string name) => new Thread(Run) { IsBackground = true, Name = name }.Start();

    /// <summary>Does <paramref name="work"/> after all that was asked for before; it must not throw.</summary>
    public Task<T> RunAsync<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(() => done.SetResult(work()));
        return done.Task;
    }

    /// <summary>Ends the thread after what it is doing, without waiting for it.</summary>
    public void Dispose() => _work.CompleteAdding();

    private void Run()
    {
        foreach (var work in _work.GetConsumingEnumerable()) work();
    }
}
