using System.Runtime.InteropServices;
using System.Text;
using VirtAgent.Interop.Posix;

namespace VirtAgent.Interop.Inotify;

/// <summary>
/// Folders the kernel reports changes of (inotify(7)). Not of folders below them, and not of what was there before: look into
/// a folder after its watch is there. One thread at a time.
/// </summary>
public sealed unsafe class FolderWatch : IDisposable
{
    private const InotifyMask Wanted = InotifyMask.Create | InotifyMask.MovedTo | InotifyMask.MovedFrom | InotifyMask.Delete
        | InotifyMask.DeleteSelf | InotifyMask.MoveSelf | InotifyMask.Onlydir;

    private readonly DescriptorHandle _descriptor;
    private readonly Wait _wait;
    private readonly byte[] _buffer = new byte[64 << 10];

    /// <summary>Begins without any folder.</summary>
    /// <exception cref="KernelException">The user has as many inotify instances as it may.</exception>
    public FolderWatch()
    {
        _descriptor = NativeLinux.inotify_init1((int)(OpenFlags.Cloexec | OpenFlags.Nonblock));
        if (_descriptor.IsInvalid)
        {
            throw KernelException.Last(
                "Folders cannot be watched", (Errno.Mfile, "raise the sysctl fs.inotify.max_user_instances"));
        }

        _wait = new Wait();
    }

    /// <summary>Watches <paramref name="folder"/>; returns the number its events carry, the same for the same folder.</summary>
    /// <exception cref="KernelException">There is no such folder, it is not readable, or the user has no watch left.</exception>
    public int Add(string folder)
    {
        var watch = NativeLinux.inotify_add_watch(_descriptor, folder, Wanted);
        return watch >= 0
            ? watch
            : throw KernelException.Last(
                $"{folder} cannot be watched", (Errno.Nospc, "raise the sysctl fs.inotify.max_user_watches"));
    }

    /// <summary>Watches it no longer; events on their way still come. A number that is not watched is passed over.</summary>
    public void Remove(int watch) => _ = NativeLinux.inotify_rm_watch(_descriptor, watch);

    /// <summary>Waits for events and returns those there are, in order; none when the time has run out.</summary>
    /// <param name="timeout"><see cref="Timeout.InfiniteTimeSpan"/> to wait for ever.</param>
    /// <param name="cancellation">Ends the wait, from any thread.</param>
    /// <exception cref="OperationCanceledException">The wait was ended.</exception>
    /// <exception cref="KernelException">The kernel reports no more.</exception>
    public IReadOnlyList<FolderEvent> Read(TimeSpan timeout, CancellationToken cancellation)
    {
        if (!_wait.ForInput(_descriptor, timeout, cancellation)) return [];
        fixed (byte* buffer = _buffer)
        {
            var length = NativeLinux.read(_descriptor, buffer, (nuint)_buffer.Length);
            if (length >= 0) return Parse(_buffer.AsSpan(0, (int)length));
            if (KernelException.LastIs(Errno.Again) || KernelException.LastIs(Errno.Intr)) return [];
            throw KernelException.Last("Watched folders cannot be read");
        }
    }

    /// <summary>Ends it, with all watches.</summary>
    public void Dispose()
    {
        _descriptor.Dispose();
        _wait.Dispose();
    }

    internal static List<FolderEvent> Parse(ReadOnlySpan<byte> events)
    {
        var parsed = new List<FolderEvent>();
        while (MemoryMarshal.TryRead<inotify_event>(events, out var header))
        {
            events = events[sizeof(inotify_event)..];
            if (header.len > events.Length) break;

            var name = events[..(int)header.len];
            if (Kind((InotifyMask)header.mask) is { } kind)
                parsed.Add(new FolderEvent(header.wd, kind, Text(name), ((InotifyMask)header.mask).HasFlag(InotifyMask.Isdir)));
            events = events[(int)header.len..];
        }

        return parsed;
    }

    // IN_IGNORED, which ends a watch, follows every event that is FolderGone here except a rename, which leaves the watch on.
    private static FolderChange? Kind(InotifyMask mask) =>
        (mask & InotifyMask.QOverflow) != 0 ? FolderChange.Overflow
        : (mask & (InotifyMask.DeleteSelf | InotifyMask.MoveSelf | InotifyMask.Unmount)) != 0 ? FolderChange.FolderGone
        : (mask & InotifyMask.Create) != 0 ? FolderChange.Created
        : (mask & InotifyMask.MovedTo) != 0 ? FolderChange.MovedTo
        : (mask & (InotifyMask.Delete | InotifyMask.MovedFrom)) != 0 ? FolderChange.Deleted
        : null;

    /// <summary>A name is filled up with zero bytes.</summary>
    private static string Text(ReadOnlySpan<byte> name)
    {
        var end = name.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? name : name[..end]);
    }
}
