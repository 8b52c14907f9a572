using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace VirtAgent.Interop.Posix;

/// <summary>The calls that name a file by a folder that is held open (fcntl.h, sys/stat.h, stdio.h, unistd.h).</summary>
internal static unsafe partial class NativeFiles
{
    private const string Library = "libc";

    /// <summary>A folder for absolute paths, for which the kernel looks at no other.</summary>
    public static readonly DescriptorHandle CurrentFolder = new();

    /// <summary>O_NOFOLLOW, which is another bit on Arm (arch/arm64/include/uapi/asm/fcntl.h).</summary>
    public static readonly int DoNotFollow =
        RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm ? 0x8000 : 0x20000;

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial DescriptorHandle openat(DescriptorHandle folder, string name, int flags, uint mode);

    [LibraryImport(Library, EntryPoint = "openat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial SafeFileHandle openat_file(DescriptorHandle folder, string name, int flags, uint mode);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int mkdirat(DescriptorHandle folder, string name, uint mode);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int renameat(DescriptorHandle fromFolder, string from, DescriptorHandle toFolder, string to);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int unlinkat(DescriptorHandle folder, string name, int flags);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint readlinkat(DescriptorHandle folder, string name, byte* buffer, nuint size);

    [LibraryImport(Library)]
    internal static partial uint geteuid();
}
