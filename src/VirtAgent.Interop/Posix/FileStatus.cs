using System.Runtime.InteropServices;

namespace VirtAgent.Interop.Posix;

/// <summary>What statx(2) tells of a name; a symbolic link is described itself.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Mode">Its permissions.</param>
/// <param name="Owner">The user id it belongs to.</param>
internal readonly partial record struct FileStatus(PathKind Kind, UnixFileMode Mode, uint Owner)
{
    // linux/stat.h, linux/fcntl.h: the same on every architecture.
    private const int CurrentFolder = -100;
    private const int DoNotFollow = 0x100;
    private const int EmptyPath = 0x1000;
    private const uint TypeModeOwner = 0x1 | 0x2 | 0x8;
    private const int Size = 256;
    private const int OwnerAt = 20;
    private const int ModeAt = 28;
    private const int TypeMask = 0xF000;
    private const int PermissionMask = 0xFFF;

    /// <summary>Of a path; null where nothing is, or nothing that may be seen.</summary>
    public static FileStatus? Of(string path)
    {
        Span<byte> answer = stackalloc byte[Size];
        return statx(CurrentFolder, path, DoNotFollow, TypeModeOwner, answer) == 0 ? Read(answer) : null;
    }

    /// <summary>Of a name in a folder, or with an empty name of what is held itself; null as above.</summary>
    public static FileStatus? Of(DescriptorHandle folder, string name)
    {
        Span<byte> answer = stackalloc byte[Size];
        return statx(folder, name, DoNotFollow | EmptyPath, TypeModeOwner, answer) == 0 ? Read(answer) : null;
    }

    private static FileStatus Read(ReadOnlySpan<byte> answer)
    {
        var mode = MemoryMarshal.Read<ushort>(answer[ModeAt..]);
        var kind = (mode & TypeMask) switch
        {
            0x8000 => PathKind.File,
            0x4000 => PathKind.Folder,
            0xA000 => PathKind.Link,
            _ => PathKind.Special,
        };
        return new FileStatus(kind, (UnixFileMode)(mode & PermissionMask), MemoryMarshal.Read<uint>(answer[OwnerAt..]));
    }

    [LibraryImport("libc.so.6", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int folder, string path, int flags, uint mask, Span<byte> answer);

    [LibraryImport("libc.so.6", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(DescriptorHandle folder, string path, int flags, uint mask, Span<byte> answer);
}
