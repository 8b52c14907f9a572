using System.Runtime.InteropServices;

namespace VirtAgent.Interop.Posix;

/// <summary>
/// The system calls that .NET has no words for, as the C library declares them. A call that fails leaves its errno for
/// <see cref="KernelException"/>.
/// </summary>
internal static unsafe partial class NativeLinux
{
    /// <summary>The runtime knows under this name whichever C library it was built for.</summary>
    private const string Library = "libc";

    // inotify(7)
    [LibraryImport(Library, SetLastError = true)]
    internal static partial DescriptorHandle inotify_init1(int flags);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int inotify_add_watch(DescriptorHandle fd, string pathname, InotifyMask mask);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int inotify_rm_watch(DescriptorHandle fd, int wd);

    // netlink(7)
    [LibraryImport(Library, SetLastError = true)]
    internal static partial DescriptorHandle socket(int domain, int type, int protocol);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int bind(DescriptorHandle fd, sockaddr_nl* address, uint length);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int setsockopt(DescriptorHandle fd, int level, int name, void* value, uint length);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int getsockopt(DescriptorHandle fd, int level, int name, void* value, uint* length);

    [LibraryImport(Library)]
    internal static partial int gettid();

    // syscall(2), for what the C library has no function for
    [LibraryImport(Library, SetLastError = true)]
    internal static partial nint syscall(nint number, nint first, nint second, nint third);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial nint send(DescriptorHandle fd, byte* buffer, nuint size, int flags);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial nint recvfrom(
        DescriptorHandle fd, byte* buffer, nuint size, int flags, sockaddr_nl* sender, uint* senderLength);

    // eventfd(2), poll(2) and what goes with them
    [LibraryImport(Library, SetLastError = true)]
    internal static partial DescriptorHandle eventfd(uint initial, int flags);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial nint read(DescriptorHandle fd, byte* buffer, nuint size);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial nint write(DescriptorHandle fd, byte* buffer, nuint size);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int poll(pollfd* descriptors, nuint count, int milliseconds);

    [LibraryImport(Library)]
    internal static partial int close(int fd);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int clock_gettime(ClockId clock, timespec* time);
}
