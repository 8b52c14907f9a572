using System.Threading.Channels;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Ports;
using VirtAgent.Core.Readers.Libvirt;
using VirtAgent.Core.Text;
using VirtAgent.Hosting;
using VirtAgent.Interop.Inotify;
using VirtAgent.Interop.Posix;

namespace VirtAgent.Observe.Hints;

/// <summary>
/// libvirt's own files: <c>FOLDER/NETWORK/ports/UUID.xml</c> for each port, <c>FOLDER/NETWORK.xml</c> for each active network.
/// They are no interface, but they come and go with every port, and no event of libvirt's does. The port folder of a network is
/// made with its first port, before anybody can watch it, so each folder is listed after its watch is there, and after all events
/// that were on their way by then: a list that overtakes them has a port go, and the event of its coming then tells it anew.
/// What goes while it is listed may be told deleted twice, by the list and by the event behind it.
/// </summary>
internal sealed class PortFolder : IDisposable
{
    private const string Xml = ".xml";
    private const string Ports = "ports";

    private readonly string _folder;
    private readonly HintChannel _hints;
    private readonly ChannelWriter<PortReport> _reports;
    private readonly SourceStatus _trouble;
    private readonly SourceStatus _unreadable;
    private readonly SourceThread _thread;

    /// <summary>What was reported created and not yet deleted, by network and UUID.</summary>
    private readonly Dictionary<(string Network, string Uuid), NetworkPort?> _known = [];

    /// <summary>What each watch is of.</summary>
    private readonly Dictionary<int, (Level Level, string Network)> _watched = [];

    /// <summary>Networks whose ports are to be listed once no event is left.</summary>
    private readonly HashSet<string> _unlisted = new(StringComparer.Ordinal);

    /// <summary>Prepares it; <see cref="Start"/> begins.</summary>
    /// <param name="folder">/run/libvirt/network; it need not be there yet.</param>
    /// <param name="hints">Where to say "look again".</param>
    /// <param name="reports">Takes the notices.</param>
    /// <param name="tell">
    /// See <see cref="SourceStatus"/>; sources <c>port-folder</c>, and <c>port-files</c> if not readable.
    /// </param>
    public PortFolder(string folder, HintChannel hints, ChannelWriter<PortReport> reports, Action<string, string?> tell)
    {
        _folder = Path.GetFullPath(folder);
        _hints = hints;
        _reports = reports;
        _trouble = new SourceStatus("port-folder", tell);
        _unreadable = new SourceStatus("port-files", tell);
        _thread = new SourceThread("port-folder", _trouble, Watch);
    }

    private enum Level
    {
        /// <summary>The nearest folder above <see cref="_folder"/> that exists, while that one does not.</summary>
        Above,
        Networks,
        Network,
        Ports,
    }

    public void Start() => _thread.Start();

    public void Dispose() => _thread.Dispose();

    private void Watch(CancellationToken stop)
    {
        using var watch = new FolderWatch();
        _watched.Clear();
        LookAtAll(watch);
        _trouble.Over();
        while (true)
        {
            var changes = watch.Read(_unlisted.Count > 0 ? TimeSpan.Zero : Timeout.InfiniteTimeSpan, stop);
            foreach (var change in changes) Take(change, watch, stop);
            if (changes.Count == 0) List(stop);
        }
    }

    private void Take(FolderEvent change, FolderWatch watch, CancellationToken stop)
    {
        if (change.Kind == FolderChange.Overflow)
        {
            LookAtAll(watch);
            return;
        }

        if (!_watched.TryGetValue(change.Watch, out var place)) return;
        if (change.Kind == FolderChange.FolderGone)
        {
            _watched.Remove(change.Watch);
            watch.Remove(change.Watch);
        }

        switch (place.Level)
        {
            case Level.Above when change.IsFolder || change.Kind == FolderChange.FolderGone:
            case Level.Networks when change.Kind == FolderChange.FolderGone:
                LookAtAll(watch);
                break;
            case Level.Networks when change.IsFolder:
                LookAtNetwork(change.Name, watch);
                break;
            case Level.Networks when change.Name.EndsWith(Xml, StringComparison.Ordinal):
                _hints.Request(RefreshScope.Networks);
                break;
            case Level.Network when change.Kind == FolderChange.FolderGone || (change.IsFolder && change.Name == Ports):
            case Level.Ports when change.Kind == FolderChange.FolderGone:
                LookAtPorts(place.Network, watch);
                break;
            case Level.Ports when change.Kind == FolderChange.MovedTo && Uuid(change.Name) is { } uuid:
                Appeared(place.Network, uuid, null, stop);
                break;
            case Level.Ports when change.Kind == FolderChange.Deleted && Uuid(change.Name) is { } uuid:
                Vanished(place.Network, uuid, stop);
                break;
            default:
                break;
        }
    }

    private void LookAtAll(FolderWatch watch)
    {
        foreach (var (number, _) in _watched.Where(watched => watched.Value.Level == Level.Above).ToArray())
        {
            _watched.Remove(number);
            watch.Remove(number);
        }

        // What is made between the look and the watch would go unnoticed, so look once more behind the watch.
        string nearest;
        do
        {
            nearest = Nearest();
            TryWatch(nearest, (nearest == _folder ? Level.Networks : Level.Above, ""), watch);
        }
        while (Nearest() != nearest);

        var networks = nearest == _folder ? Names(_folder, Directory.EnumerateDirectories) : [];
        foreach (var network in networks.Union(_known.Keys.Select(port => port.Network)).ToArray())
            LookAtNetwork(network, watch);
        _hints.Request(RefreshScope.Networks | RefreshScope.Ports);
    }

    private void LookAtNetwork(string network, FolderWatch watch)
    {
        TryWatch(Path.Combine(_folder, network), (Level.Network, network), watch);
        LookAtPorts(network, watch);
    }

    private void LookAtPorts(string network, FolderWatch watch)
    {
        TryWatch(Path.Combine(_folder, network, Ports), (Level.Ports, network), watch);
        _unlisted.Add(network);
    }

    private void List(CancellationToken stop)
    {
        foreach (var network in _unlisted) List(network, stop);
        _unlisted.Clear();
    }

    private void List(string network, CancellationToken stop)
    {
        var folder = Path.Combine(_folder, network, Ports);
        var files = Names(folder, Directory.EnumerateFiles).Select(Uuid).OfType<string>().ToHashSet();
        foreach (var uuid in files.Where(uuid => !_known.ContainsKey((network, uuid))))
            Appeared(network, uuid, Written(Path.Combine(folder, uuid + Xml)), stop);
        foreach (var (_, uuid) in _known.Keys.Where(port => port.Network == network && !files.Contains(port.Uuid)).ToArray())
            Vanished(network, uuid, stop);
    }

    /// <summary>A port's file is there: since <paramref name="at"/>, or since just now.</summary>
    private void Appeared(string network, string uuid, Moment? at, CancellationToken stop)
    {
        var moment = at ?? HostClock.Now();
        var port = ReadPort(network, uuid);
        var isNew = !_known.ContainsKey((network, uuid));
        _known[(network, uuid)] = port;
        if (isNew)
        {
            _reports.Write(
                new PortReport(new PortNotice.Created(moment, NoticeOrigin.PortFolder, network, uuid, port)), stop);
            _hints.Request(RefreshScope.Ports);
        }
        else
        {
            _hints.LookAtPort(uuid);
        }
    }

    private void Vanished(string network, string uuid, CancellationToken stop)
    {
        var moment = HostClock.Now();
        _known.Remove((network, uuid), out var port);
        _reports.Write(new PortReport(new PortNotice.Deleted(moment, NoticeOrigin.PortFolder, network, uuid, port)), stop);
        _hints.Request(RefreshScope.Ports);
    }

    private NetworkPort? ReadPort(string network, string uuid)
    {
        try
        {
            var port = PortXmlReader.Read(File.ReadAllText(Path.Combine(_folder, network, Ports, uuid + Xml)), network);
            _unreadable.Over();
            return port.Uuid == uuid ? port : null;
        }
        catch (UnauthorizedAccessException)
        {
            _unreadable.Is(
                $"The port files below {_folder} may not be read: a port that is gone before libvirt is asked stays without"
                + " its owner; install the network hook (virt-agent-hook install), or run as root.");
            return null;
        }
        catch (Exception gone) when (gone is IOException or ReadException)
        {
            return null;
        }
    }

    private string Nearest()
    {
        var folder = _folder;
        while (!Directory.Exists(folder)) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }

    // That it is gone again by now is no failure: the folder above tells of that.
    private void TryWatch(string folder, (Level Level, string Network) place, FolderWatch watch)
    {
        if (!Directory.Exists(folder)) return;
        try
        {
            _watched[watch.Add(folder)] = place;
        }
        catch (KernelException) when (!Directory.Exists(folder))
        {
        }
    }

    private static IEnumerable<string> Names(string folder, Func<string, IEnumerable<string>> list)
    {
        try
        {
            return [.. list(folder).Select(path => Path.GetFileName(path))];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

    /// <summary>When a file was written, by the clocks of now: it may have been long before we looked.</summary>
    private static Moment Written(string path)
    {
        var now = HostClock.Now();
        var age = now.Time - File.GetLastWriteTimeUtc(path);
        return age > TimeSpan.Zero && age < now.SinceBoot ? new Moment(now.Time - age, now.SinceBoot - age) : now;
    }

    private static string? Uuid(string name) =>
        name.EndsWith(Xml, StringComparison.Ordinal) && Guid.TryParseExact(name[..^Xml.Length], "D", out var uuid)
            ? uuid.ToString("D")
            : null;
}
