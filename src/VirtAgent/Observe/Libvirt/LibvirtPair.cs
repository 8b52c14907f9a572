using VirtAgent.Interop.Libvirt;
using VirtAgent.Observe.Hints;

namespace VirtAgent.Observe.Libvirt;

/// <summary>
/// The two connections a host is watched through. With split daemons virtqemud keeps one connection to virtnetworkd and never
/// opens it again when that restarts (libvirt src/remote/remote_daemon_dispatch.c, remoteOpenConn), so networks are asked at
/// their own daemon wherever it can be reached.
/// </summary>
internal sealed class LibvirtPair : IDisposable
{
    // A daemon that is silent for fifteen seconds ends the connection, and the calls that wait on it; a look waits less
    // (AnswerWatch).
    private const int KeepAliveSeconds = 5;
    private const uint KeepAliveCount = 2;

    private readonly List<LibvirtConnection> _connections = [];
    private readonly List<LibvirtHints> _hints = [];

    private LibvirtPair()
    {
    }

    /// <summary>Where guests are asked.</summary>
    public LibvirtConnection Guests => _connections[0];

    /// <summary>Where networks and ports are asked.</summary>
    public LibvirtConnection Networks => _connections[^1];

    /// <summary>Why one of them ended, in words; null while both stand.</summary>
    public string? Ended =>
        _hints.Select(hints => hints.Closed).FirstOrDefault(closed => closed is not null) is { } reason ? Words(reason) : null;

    /// <summary>Opens them and subscribes to their events, in this order: a look after this misses nothing.</summary>
    /// <exception cref="LibvirtException">libvirt is not installed, nobody listens, or access is refused.</exception>
    public static LibvirtPair Open(string uri, HintChannel hints)
    {
        LibvirtEventLoop.Start();
        var pair = new LibvirtPair();
        try
        {
            pair.Add(LibvirtConnection.OpenReadOnly(uri), hints);
            if (uri == LibvirtUri.System) pair.AddNetworkDaemon(hints);
            return pair;
        }
        catch
        {
            pair.Dispose();
            throw;
        }
    }
    public void Dispose()
    {
        foreach (var hints in _hints) hints.Dispose();
        foreach (var connection in _connections) connection.Dispose();
    }

    private void AddNetworkDaemon(HintChannel hints)
    {
        LibvirtConnection networks;
        try
        {
            networks = LibvirtConnection.OpenReadOnly("network:///system");
        }
        catch (LibvirtException)
        {
            // A libvirt older than 4.1.0, or a driver that is not installed: the first connection answers for networks too.
            return;
        }

        Add(networks, hints);
    }

    private void Add(LibvirtConnection connection, HintChannel hints)
    {
        _connections.Add(connection);
        connection.TrySetKeepAlive(KeepAliveSeconds, KeepAliveCount);
        _hints.Add(new LibvirtHints(connection, hints));
    }

    private static string Words(CloseReason reason) => reason switch
    {
        CloseReason.Eof => "the daemon went away.",
        CloseReason.Keepalive => "the daemon stopped answering.",
        CloseReason.Client => "the connection was closed.",
        _ => "the connection broke.",
    };
}
