using System.Runtime.InteropServices;

namespace VirtAgent.Interop.Posix;

/// <summary>The program and the libraries it has loaded, as the kernel maps them (proc(5), <c>/proc/pid/smaps</c>).</summary>
public static class LoadedFiles
{
    private const string Mappings = "/proc/self/smaps";

    /// <summary>
    /// Takes their unchanged pages out of this process (MADV_DONTNEED of madvise(2)). They stay in the page cache, where the
    /// kernel may have them back; the next access maps what it needs again. Starting touches most of a program once, and
    /// relocates every library that libvirt is linked with.
    /// </summary>
    /// <returns>The bytes that were resident and are not now.</returns>
    /// <exception cref="IOException">There is no <c>/proc</c>.</exception>
    public static long ReleasePages()
    {
        // Loaded once more they are never unloaded, so no other memory can have taken their place when they are let go. A library
        // that another thread is just loading is complete when this returns: what it relocates counts as changed below. A file
        // that holds no code must not even be opened: to close SQLite's would end the locks on it.
        var files = FileMapping.ReadAll(File.ReadLines(Mappings))
            .Where(mapping => mapping.Executable).Select(mapping => mapping.Path).Distinct()
            .Where(path => path == Environment.ProcessPath || NativeLibrary.TryLoad(path, out _)).ToHashSet();

        var released = 0L;
        foreach (var mapping in FileMapping.ReadAll([.. File.ReadLines(Mappings)]))
        {
            // What is written to is no copy of the file any more: relocated tables, and a debugger's breakpoints.
            if (mapping.Writable || mapping.Changed || !files.Contains(mapping.Path)) continue;
            if (NativeLinux.madvise(mapping.Start, mapping.Length, (int)MemoryAdvice.Dontneed) == 0) released += mapping.Resident;
        }

        return released;
    }
}
