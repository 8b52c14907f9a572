using System.Text;

namespace VirtAgent.Interop.Posix;

/// <summary>
/// Follows a path one name at a time and goes nowhere that somebody else could have led it: each folder belongs to us or to the
/// owner of <c>/</c>, who is trusted with everything anyway, and so does each link. A folder in which everybody may replace what
/// others have put there (writable by all without the sticky bit) is refused likewise.
/// </summary>
internal static class FolderWalk
{
    // As many links as the kernel follows (path_resolution(7)), and PATH_MAX.
    private const int MostLinks = 40;
    private const int LongestPath = 4096;

    private const string WayOut = "name a place below folders that are yours or root's";

    /// <summary>The folder at an absolute path, open for nothing but to name things in it.</summary>
    public static unsafe DescriptorHandle To(string path)
    {
        var here = Open(NativeFiles.CurrentFolder, "/", "/");
        var names = new Stack<string>(Names(path).Reverse());
        var links = 0;
        Span<byte> target = stackalloc byte[LongestPath];
        try
        {
            while (names.TryPop(out var name))
            {
                if (FileStatus.Of(here, name) is { Kind: PathKind.Link } link)
                {
                    if (!IsTrusted(link.Owner)) throw Refused($"the link {name} in {path}", link.Owner);
                    nint length;
                    fixed (byte* buffer = target) length = NativeFiles.readlinkat(here, name, buffer, LongestPath);
                    if (length < 0 || ++links > MostLinks) throw KernelException.Last($"the links in {path} cannot be followed");
                    var leads = Encoding.UTF8.GetString(target[..(int)length]);
                    foreach (var next in Names(leads).Reverse()) names.Push(next);
                    if (leads.StartsWith('/')) Move(ref here, Open(NativeFiles.CurrentFolder, "/", "/"));
                }
                else
                {
                    Move(ref here, Step(here, name, path));
                }
            }

            return here;
        }
        catch
        {
            here.Dispose();
            throw;
        }
    }

    /// <summary>The folder <paramref name="name"/> in another.</summary>
    /// <exception cref="KernelException">It cannot be opened, or is no folder.</exception>
    /// <exception cref="UnauthorizedAccessException">It is somebody else's.</exception>
    public static DescriptorHandle Step(DescriptorHandle folder, string name, string path)
    {
        var next = Open(folder, name, path);
        if (FileStatus.Of(next, "") is { Kind: PathKind.Folder } status)
        {
            if (IsTrusted(status.Owner) && !IsEverybodys(status.Mode)) return next;
            next.Dispose();
            throw IsTrusted(status.Owner)
                ? new UnauthorizedAccessException($"everybody may replace what lies in {name} of {path}; {WayOut}.")
                : Refused($"{name} in {path}", status.Owner);
        }

        next.Dispose();
        throw KernelException.Of(Errno.Notdir, $"{name} in {path} cannot be entered");
    }

    private static DescriptorHandle Open(DescriptorHandle folder, string name, string path)
    {
        var opened = NativeFiles.openat(folder, name, (int)(OpenFlags.Path | OpenFlags.Cloexec) | NativeFiles.DoNotFollow, 0);
        return opened.IsInvalid ? throw KernelException.Last($"{name} in {path} cannot be opened") : opened;
    }

    private static void Move(ref DescriptorHandle here, DescriptorHandle next)
    {
        here.Dispose();
        here = next;
    }

    private static bool IsTrusted(uint owner) => owner == NativeFiles.geteuid() || owner == FileStatus.Of("/")?.Owner;

    private static bool IsEverybodys(UnixFileMode mode) =>
        mode.HasFlag(UnixFileMode.OtherWrite) && !mode.HasFlag(UnixFileMode.StickyBit);

    private static UnauthorizedAccessException Refused(string what, uint owner) =>
        new($"{what} belongs to user {owner}, who could have us write elsewhere; {WayOut}.");

    private static IEnumerable<string> Names(string path) =>
        path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(name => name != ".");
}
