using VirtAgent.Sinks;

namespace VirtAgent.Watch;

/// <summary>The place of one sink: off, or one that runs with some options until a reload brings others.</summary>
/// <param name="name">The sink's.</param>
internal sealed class SinkSlot(string name) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private object? _options;
    private Func<IAsyncDisposable>? _start;
    private IAsyncDisposable? _running;
    public string Name => name;

    /// <summary>Whether there is to be one; also while it is being replaced.</summary>
    public bool IsOn => Volatile.Read(ref _options) is not null;

    /// <summary>Lets the sink that runs be used, where it is a <typeparamref name="T"/>; it is not ended meanwhile.</summary>
    public void Use<T>(Action<T> use)
    {
        lock (_gate)
        {
            if (_running is SinkRunner { Sink: T sink }) use(sink);
        }
    }

    /// <summary>
    /// Ends the sink that runs and starts another, unless the options are the same. Where that cannot be started, the old one is
    /// started again.
    /// </summary>
    /// <param name="options">What tells it from others, compared by value; null for none.</param>
    /// <param name="start">Starts it.</param>
    /// <returns>Whether something changed.</returns>
    /// <exception cref="IOException">It could not be started.</exception>
    public async Task<bool> TakeAsync(object? options, Func<IAsyncDisposable> start)
    {
        var before = (Options: _options, Start: _start);
        if (Equals(options, before.Options)) return false;
        Volatile.Write(ref _options, options);
        await EndAsync();
        try
        {
            if (options is not null) Start(start);
        }
        catch (IOException failure)
        {
            Volatile.Write(ref _options, Restart(before.Start) ? before.Options : null);
            throw new IOException($"{failure.Message} {(IsOn ? "The old one goes on." : "There is none now.")}", failure);
        }

        return true;
    }

    public async ValueTask DisposeAsync() => await EndAsync();

    private bool Restart(Func<IAsyncDisposable>? start)
    {
        try
        {
            if (start is not null) Start(start);
            return start is not null;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private void Start(Func<IAsyncDisposable> start)
    {
        var running = start();
        lock (_gate) (_running, _start) = (running, start);
    }

    private async Task EndAsync()
    {
        IAsyncDisposable? running;
        lock (_gate) (running, _running, _start) = (_running, null, null);
        if (running is not null) await running.DisposeAsync();
    }
}
