using System.Runtime;
using VirtAgent.Interop.Posix;

namespace VirtAgent.Watch;

/// <summary>
/// The memory that starting took and watching does not need: options, configuration, the parts of the program and of libvirt's
/// libraries that run once. Nothing would ever ask for it on a host that is idle, so it would stay resident for good.
/// </summary>
internal static class StartMemory
{
    /// <summary>Gives it back to the kernel; takes some ten milliseconds.</summary>
    public static void Release()
    {
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        LoadedFiles.ReleasePages();
    }
}
