using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace VirtAgent.Interop.Posix;

/// <summary>Tells regular files from devices and pipes, which .NET does not.</summary>
public static partial class PathKinds
{
    // linux/stat.h, linux/fcntl.h: the same on every architecture.
    private const int CurrentFolder = -100;
    private const int DoNotFollow = 0x100;
    private const uint TypeOnly = 0x1;
    private const int Size = 256;
    private const int ModeAt = 28;
    private const int TypeMask = 0xF000;

    /// <summary>What lies at <paramref name="path"/>. Nothing is opened, so that no pipe waits for its other end.</summary>
    public static PathKind Of(string path)
    {
        Span<byte> answer = stackalloc byte[Size];
        if (statx(CurrentFolder, path, DoNotFollow, TypeOnly, answer) != 0) return PathKind.Nothing;
        var mode = BitConverter.IsLittleEndian
            ? BinaryPrimitives.ReadUInt16LittleEndian(answer[ModeAt..])
            : BinaryPrimitives.ReadUInt16BigEndian(answer[ModeAt..]);
        return (mode & TypeMask) switch
        {
            0x8000 => PathKind.File,
            0x4000 => PathKind.Folder,
            0xA000 => PathKind.Link,
            _ => PathKind.Special,
        };
    }

    [LibraryImport("libc.so.6", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int folder, string path, int flags, uint mask, Span<byte> answer);
}
