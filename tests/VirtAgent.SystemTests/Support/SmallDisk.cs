using System.ComponentModel;
using System.Runtime.InteropServices;

namespace VirtAgent.SystemTests.Support;

/// <summary>
/// A file system of its own that only one thread can see (unshare(2), CLONE_NEWNS): as small as wanted, and read-only when
/// wanted. It goes away with the thread.
/// </summary>
internal sealed class SmallDisk
{
    private const int CloneNewNs = 0x00020000;
    private const ulong ReadOnlyFlag = 1;
    private const ulong Remount = 32;
    private const ulong Recursive = 16384;
    private const ulong Private = 1 << 18;

    private SmallDisk(string path) => Path = path;

    /// <summary>Where it is mounted.</summary>
    public string Path { get; }

    /// <summary>
    /// Runs <paramref name="work"/> to its end on a thread that has one of <paramref name="size"/>: 2m, for instance.
    /// </summary>
    public static void Run(string size, Action<SmallDisk> work)
    {
        var folder = Directory.CreateTempSubdirectory("virt-agent-disk-").FullName;
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                Check(Unshare(CloneNewNs));
                Check(Mount(null, "/", null, Recursive | Private, null));
                Check(Mount("tmpfs", folder, "tmpfs", 0, $"size={size}"));
                work(new SmallDisk(folder));
            }
            catch (Exception caught)
            {
                failure = caught;
            }
        });
        thread.Start();
        thread.Join();
        Directory.Delete(folder);
        if (failure is not null) throw new InvalidOperationException("The work on the small disk failed.", failure);
    }

    /// <summary>Makes it as large as this.</summary>
    public void Grow(string size) => Check(Mount("tmpfs", Path, null, Remount, $"size={size}"));

    /// <summary>Makes it read-only, or writable again. Nothing may be open for writing.</summary>
    public void ReadOnly(bool on) => Check(Mount("tmpfs", Path, null, Remount | (on ? ReadOnlyFlag : 0), null));

    private static void Check(int result)
    {
        if (result != 0) throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    [DllImport("libc", EntryPoint = "unshare", SetLastError = true)]
    private static extern int Unshare(int kinds);

    [DllImport("libc", EntryPoint = "mount", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false)]
    private static extern int Mount(string? source, string target, string? kind, ulong flags, string? options);
}
