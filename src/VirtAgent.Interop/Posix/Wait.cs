namespace VirtAgent.Interop.Posix;

/// <summary>
/// A wait for a descriptor that any thread can end. Closing a descriptor does not end a read of it on Linux, so what reads waits
/// here first, for its own descriptor and for an eventfd that a cancellation writes to.
/// </summary>
internal sealed unsafe class Wait : IDisposable
{
    private readonly DescriptorHandle _wakeUp;

    public Wait()
    {
        _wakeUp = NativeLinux.eventfd(0, (int)(OpenFlags.Cloexec | OpenFlags.Nonblock));
        if (_wakeUp.IsInvalid) throw KernelException.Last("An eventfd cannot be made");
    }

    /// <summary>Returns whether <paramref name="descriptor"/> can be read; false when the time has run out.</summary>
    /// <param name="descriptor">What to wait for.</param>
    /// <param name="timeout"><see cref="Timeout.InfiniteTimeSpan"/> to wait for ever.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    /// <exception cref="KernelException">The kernel refuses to wait.</exception>
    public bool ForInput(DescriptorHandle descriptor, TimeSpan timeout, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using var registration = cancellation.UnsafeRegister(static wait => ((Wait)wait!).WakeUp(), this);
        var held = false;
        try
        {
            descriptor.DangerousAddRef(ref held);
            var descriptors = stackalloc pollfd[2];
            descriptors[0] = new pollfd { fd = (int)descriptor.DangerousGetHandle(), events = (short)PollEvents.In };
            descriptors[1] = new pollfd { fd = (int)_wakeUp.DangerousGetHandle(), events = (short)PollEvents.In };
            var ready = NativeLinux.poll(descriptors, 2, (int)timeout.TotalMilliseconds);
            cancellation.ThrowIfCancellationRequested();

            // A signal that is none of ours ends the wait early, as if the time had run out.
            if (ready < 0 && !KernelException.LastIs(Errno.Intr)) throw KernelException.Last("poll failed");
            return ready > 0 && descriptors[0].revents != 0;
        }
        finally
        {
            if (held) descriptor.DangerousRelease();
        }
    }

    public void Dispose() => _wakeUp.Dispose();

    // It is never read back: once cancelled, it stays so.
    private void WakeUp()
    {
        var one = 1UL;
        _ = NativeLinux.write(_wakeUp, (byte*)&one, sizeof(ulong));
    }
}
