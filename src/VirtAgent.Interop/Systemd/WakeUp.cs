using VirtAgent.Interop.Posix;

namespace VirtAgent.Interop.Systemd;

/// <summary>How any thread ends the wait of the one that a <see cref="Bus"/> belongs to: an eventfd (eventfd(2)).</summary>
public sealed unsafe class WakeUp : IDisposable
{
    private readonly DescriptorHandle _event;

    /// <summary>Makes one that is not set.</summary>
    /// <exception cref="KernelException">The process has no descriptor left.</exception>
    public WakeUp()
    {
        _event = NativeLinux.eventfd(0, (int)(OpenFlags.Cloexec | OpenFlags.Nonblock));
        if (_event.IsInvalid) throw KernelException.Last("An eventfd cannot be made");
    }

    /// <summary>Ends the wait, or the next one where nobody waits now. Any thread may.</summary>
    public void Set()
    {
        var one = 1UL;
        _ = NativeLinux.write(_event, (byte*)&one, sizeof(ulong));
    }

    /// <summary>Waits until it is set, and resets it.</summary>
    /// <param name="longest">Up to 24 days; <see cref="Timeout.InfiniteTimeSpan"/> to wait for ever.</param>
    /// <exception cref="KernelException">The kernel refuses to wait.</exception>
    public void Wait(TimeSpan longest) => Wait(-1, 0, longest);

    /// <inheritdoc/>
    public void Dispose() => _event.Dispose();

    /// <summary>The same, or until <paramref name="events"/> come to <paramref name="descriptor"/>; -1 for none.</summary>
    internal void Wait(int descriptor, short events, TimeSpan longest)
    {
        var descriptors = stackalloc pollfd[2];
        descriptors[0] = new pollfd { fd = (int)_event.DangerousGetHandle(), events = (short)PollEvents.In };
        descriptors[1] = new pollfd { fd = descriptor, events = events };
        var ready = NativeLinux.poll(descriptors, 2, (int)Math.Ceiling(longest.TotalMilliseconds));

        // A signal that is none of ours ends the wait early, as if the time had run out.
        if (ready < 0 && !KernelException.LastIs(Errno.Intr)) throw KernelException.Last("poll failed");
        if (ready <= 0 || descriptors[0].revents == 0) return;

        ulong count;
        _ = NativeLinux.read(_event, (byte*)&count, sizeof(ulong));
    }
}
