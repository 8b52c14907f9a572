using System.Runtime;
using VirtAgent.Interop.Posix;

namespace VirtAgent.Watch;

/// <summary>
/// Gives memory back that nothing will ask for on a host where little happens: what starting took (options, configuration, the
/// parts of the program and of libvirt's libraries that run once), and what looks have left behind on the heap.
/// </summary>
/// <param name="time">Its clock.</param>
internal sealed class IdleMemory(TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(20);

    // When it was last done, what had been allocated by the last collection, and what of it was alive. A collection costs what is
    // alive: once as much was allocated again it is worth it, on a host of many rules, too.
    private long? _last;
    private long _allocated;
    private long _alive;

    /// <summary>After every turn of the loop; takes some ten milliseconds where it is time.</summary>
    public void Turned()
    {
        if (_last is { } last && time.GetElapsedTime(last) < Pause) return;
        if (_last is null || GC.GetTotalAllocatedBytes() - _allocated >= _alive) Collect();
        LoadedFiles.ReleasePages();
        _last = time.GetTimestamp();
    }

    private void Collect()
    {
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        (_allocated, _alive) = (GC.GetTotalAllocatedBytes(), GC.GetTotalMemory(false));
    }
}
