using VirtAgent.Core.Hosts;

namespace VirtAgent.Observe.Snapshots;

/// <summary>
/// What the concurrent readers of a live host have seen so far. After <see cref="Take"/> a reader that was given up on may
/// still add things: they are ignored.
/// </summary>
internal sealed class HostRecordBuilder
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, string> _files = new(StringComparer.Ordinal);
    private readonly List<Gap> _gaps = [];
    private string _libvirt = "";
    private bool _closed;

    /// <summary>Keeps what was read under its path in a recorded host.</summary>
    public void Add(string path, string text)
    {
        lock (_gate)
        {
            if (!_closed) _files[path] = text;
        }
    }

    /// <summary>Takes back what turned out not to be there any more.</summary>
    public void Remove(string path)
    {
        lock (_gate)
        {
            if (!_closed) _files.Remove(path);
        }
    }

    /// <summary>Notes that <paramref name="source"/> was not read, or not whole.</summary>
    public void Miss(string source, string reason)
    {
        lock (_gate)
        {
            if (!_closed) _gaps.Add(new Gap(source, reason));
        }
    }

    /// <summary>Notes the version of the libvirt daemon.</summary>
    public void Daemon(string version)
    {
        lock (_gate)
        {
            if (!_closed) _libvirt = version;
        }
    }

    /// <summary>The texts so far below a folder of a recorded host.</summary>
    public IReadOnlyList<string> Below(string folder)
    {
        lock (_gate)
        {
            return [.. _files.Where(file => file.Key.StartsWith(folder + "/", StringComparison.Ordinal))
                .Select(file => file.Value)];
        }
    }

    /// <summary>Takes it all: files by path, the daemon's version, and gaps by source.</summary>
    public (IReadOnlyDictionary<string, string> Files, string Daemon, IReadOnlyList<Gap> Gaps) Take()
    {
        lock (_gate)
        {
            _closed = true;
            return (_files, _libvirt, [.. _gaps.OrderBy(gap => gap.Source, StringComparer.Ordinal)]);
        }
    }

    /// <summary>Takes it all; <paramref name="header"/> is completed with the daemon's version and the gaps.</summary>
    public HostRecord Close(HostHeader header)
    {
        var (files, daemon, gaps) = Take();
        return new HostRecord(header with { Libvirt = daemon, Gaps = gaps }, files);
    }
}
