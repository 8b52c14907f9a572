namespace VirtAgent.Interop.Libvirt;

/// <summary>
/// The one thread of this process that runs libvirt's event loop. Events, the close callback and keepalive answers need it;
/// plain reading does not, and is a little faster without. libvirt has one loop per process, so this is static.
/// </summary>
public static unsafe class LibvirtEventLoop
{
    /// <summary>
    /// How often the loop comes round with nothing to do, in milliseconds: libvirt's loop sleeps without limit, and a stop
    /// that only its wake-up could deliver must not depend on that alone.
    /// </summary>
    private const int HeartbeatMilliseconds = 10_000;

    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(1);

    private static readonly Lock Gate = new();
    private static volatile Resting? _rest;
    private static bool _registered;
    private static volatile bool _stopping;
    private static int _heartbeat;
    private static Thread? _thread;

    /// <summary>Whether the loop's thread is alive.</summary>
    public static bool IsRunning => _thread is { IsAlive: true };

    /// <summary>
    /// Starts the loop, if it does not run. Call it before a connection is opened: a connection opened earlier never takes part.
    /// </summary>
    /// <exception cref="LibvirtException">libvirt is not installed, or refuses its own event loop.</exception>
    public static void Start()
    {
        lock (Gate)
        {
            if (IsRunning) return;

            LibvirtLibrary.Load();
            if (!_registered) LibvirtException.Check(NativeLibvirt.virEventRegisterDefaultImpl());
            _registered = true;
            _heartbeat = LibvirtException.Check(NativeLibvirt.virEventAddTimeout(
                HeartbeatMilliseconds, &LibvirtCallbacks.virEventTimeoutCallback, 0, null));
            _stopping = false;
            _thread = new Thread(Run) { Name = "libvirt events", IsBackground = true };
            _thread.Start();
        }
    }

    /// <summary>
    /// Ends the loop's thread and returns when it has ended. Close the connections first, and not as the very last thing: some
    /// of what a close frees is freed by the loop.
    /// </summary>
    public static void Stop()
    {
        lock (Gate)
        {
            if (_thread is null) return;

            _stopping = true;
            NativeLibvirt.virEventUpdateTimeout(_heartbeat, 0);
            _thread.Join();
            _thread = null;
            LibvirtException.Check(NativeLibvirt.virEventRemoveTimeout(_heartbeat));
        }
    }

    /// <summary>
    /// Lets the loop rest until this is disposed of, or for a second: while it waits for events, every call of another thread
    /// wakes it twice (virnetclient.c, virNetClientIOUpdateCallback). What libvirtd tells meanwhile is heard afterwards, and only
    /// then is one noticed that hangs.
    /// </summary>
    public static IDisposable Rest() => _rest = new Resting();

    private static void Run()
    {
        while (!_stopping && NativeLibvirt.virEventRunDefaultImpl() == 0)
        {
            if (_rest is not { } rest) continue;
            rest.Wait();
            _rest = null;
        }
    }

    private sealed class Resting : IDisposable
    {
        private readonly ManualResetEventSlim _over = new();

        public void Wait() => _over.Wait(LongestRest);

        public void Dispose() => _over.Set();
    }
}
