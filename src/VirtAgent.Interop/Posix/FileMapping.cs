using System.Globalization;

namespace VirtAgent.Interop.Posix;

/// <summary>One mapping of a file, as <c>/proc/pid/smaps</c> describes it.</summary>
/// <param name="Start">Its first address.</param>
/// <param name="Length">Bytes, whole pages.</param>
/// <param name="Writable">Whether the process may write there.</param>
/// <param name="Executable">Whether it may run what is there.</param>
/// <param name="Path">The file.</param>
internal sealed record FileMapping(nint Start, nuint Length, bool Writable, bool Executable, string Path)
{
    /// <summary>Bytes in memory.</summary>
    public long Resident { get; private set; }

    /// <summary>Whether a page of it is the process's own copy, with other content than the file.</summary>
    public bool Changed { get; private set; }

    /// <summary>The mappings of files by absolute path; stacks, heaps and the like are left out.</summary>
    /// <param name="smaps">The lines of <c>/proc/pid/smaps</c>.</param>
    public static IEnumerable<FileMapping> ReadAll(IEnumerable<string> smaps)
    {
        FileMapping? mapping = null;
        foreach (var line in smaps)
        {
            // "7fe9b2871000-7fe9b2897000 r-xp 00001000 fe:00 1201   /lib/ld.so" is one; "Rss:   40 kB" belongs to the last one.
            var words = line.Split((char[]?)null, 6, StringSplitOptions.RemoveEmptyEntries);
            if (words[0][^1] != ':')
            {
                if (mapping is not null) yield return mapping;
                mapping = words is [var range, var access, _, _, _, ['/', ..] path] ? Of(range, access, path) : null;
            }
            else if (mapping is not null)
            {
                if (words[0] == "Rss:") mapping.Resident = Kibibytes(words);
                if (words[0] == "Anonymous:") mapping.Changed = Kibibytes(words) > 0;
            }
        }

        if (mapping is not null) yield return mapping;
    }

    private static FileMapping Of(string range, string access, string path)
    {
        var ends = range.Split('-');
        var (start, end) = (Address(ends[0]), Address(ends[1]));
        return new FileMapping((nint)start, (nuint)(end - start), access[1] == 'w', access[2] == 'x', path);
    }

    private static ulong Address(string text) => ulong.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private static long Kibibytes(string[] words) => long.Parse(words[1], NumberStyles.None, CultureInfo.InvariantCulture) * 1024;
}
