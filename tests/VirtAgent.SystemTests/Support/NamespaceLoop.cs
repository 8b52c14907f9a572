using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace VirtAgent.SystemTests.Support;

/// <summary>
/// Asynchronous work on one thread in a new network namespace: what follows an await runs on that thread as well, and programs
/// that it starts are in the namespace, too.
/// </summary>
internal sealed class NamespaceLoop : SynchronizationContext
{
    private const int CloneNewNet = 0x40000000;

    private readonly BlockingCollection<(SendOrPostCallback Call, object? State)> _calls = [];

    private NamespaceLoop()
    {
    }

    /// <inheritdoc/>
    public override void Post(SendOrPostCallback d, object? state) => _calls.Add((d, state));

    /// <summary>Runs <paramref name="work"/> to its end.</summary>
    public static void Run(Func<Task> work)
    {
        Task? running = null;
        var thread = new Thread(() =>
        {
            if (unshare(CloneNewNet) != 0) throw new IOException("No network namespace can be made; run the tests as root.");
            var loop = new NamespaceLoop();
            SetSynchronizationContext(loop);
            running = work();
            running.ContinueWith(_ => loop._calls.CompleteAdding(), TaskScheduler.Default);
            foreach (var (call, state) in loop._calls.GetConsumingEnumerable()) call(state);
        });
        thread.Start();
        thread.Join();
        running!.GetAwaiter().GetResult();
    }

    [DllImport("libc")]
    private static extern int unshare(int kinds);
}
