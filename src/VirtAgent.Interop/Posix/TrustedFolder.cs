using Microsoft.Win32.SafeHandles;

namespace VirtAgent.Interop.Posix;

/// <summary>
/// A folder that is held open to be written in, and whose path nobody but us and root could have bent. All names are looked
/// up in the held folder and none is followed, so that what others do to the path meanwhile moves nothing that we write.
/// </summary>
public sealed class TrustedFolder : IDisposable
{
    /// <summary>Reading and writing for everybody: no file that we write is more, setuid and executable least of all.</summary>
    public const UnixFileMode MostOfAFile =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly DescriptorHandle _handle;

    private TrustedFolder(DescriptorHandle handle, string path)
    {
        _handle = handle;
        Path = path;
    }

    /// <summary>Where it was when it was opened.</summary>
    public string Path { get; }

    /// <summary>Opens a folder.</summary>
    /// <param name="path">A folder that exists; a relative one begins in the current folder.</param>
    /// <exception cref="KernelException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">
    /// It, a folder above it or a link on the way is somebody else's, or everybody may replace what lies in one of them.
    /// </exception>
    public static TrustedFolder Open(string path) =>
        new(FolderWalk.To(System.IO.Path.GetFullPath(path)), System.IO.Path.GetFullPath(path));

    /// <summary>The permissions of a regular file that we own, but <see cref="MostOfAFile"/> at most; null of others.</summary>
    public UnixFileMode? OwnMode(string name) =>
        FileStatus.Of(_handle, name) is { Kind: PathKind.File } status && status.Owner == NativeFiles.geteuid()
            ? status.Mode & MostOfAFile
            : null;

    /// <summary>Makes a file and opens it for writing; a name that exists is refused, wherever it leads.</summary>
    /// <param name="name">A name without a slash.</param>
    /// <param name="mode">Its permissions, from which the umask takes.</param>
    /// <exception cref="KernelException">It cannot be made.</exception>
    public SafeFileHandle CreateFile(string name, UnixFileMode mode)
    {
        const OpenFlags Flags = OpenFlags.Wronly | OpenFlags.Creat | OpenFlags.Excl | OpenFlags.Cloexec;
        var file = NativeFiles.openat_file(_handle, name, (int)Flags, (uint)(mode & MostOfAFile));
        return file.IsInvalid ? throw Failed(name, "made") : file;
    }

    /// <summary>Makes a folder that only we can enter, and opens it; a name that exists is refused.</summary>
    /// <exception cref="KernelException">It cannot be made.</exception>
    public TrustedFolder CreateFolder(string name)
    {
        if (NativeFiles.mkdirat(_handle, name, (uint)Private) != 0) throw Failed(name, "made");
        return OpenFolder(name);
    }

    /// <summary>Opens a folder in it.</summary>
    /// <exception cref="KernelException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It is somebody else's.</exception>
    public TrustedFolder OpenFolder(string name)
    {
        var path = System.IO.Path.Combine(Path, name);
        return new TrustedFolder(FolderWalk.Step(_handle, name, path), path);
    }

    /// <summary>Renames a file, which takes another's place, or a folder, which takes an empty one's.</summary>
    /// <exception cref="KernelException">It cannot be renamed.</exception>
    public void Rename(string from, string to)
    {
        if (NativeFiles.renameat(_handle, from, _handle, to) != 0) throw Failed(to, "replaced");
    }

    /// <summary>Removes a file; one that is not there is no error.</summary>
    public void Remove(string name) => _ = NativeFiles.unlinkat(_handle, name, 0);

    /// <summary>Lets go of it.</summary>
    public void Dispose() => _handle.Dispose();

    private KernelException Failed(string name, string what) =>
        KernelException.Last($"{System.IO.Path.Combine(Path, name)} cannot be {what}");
}
