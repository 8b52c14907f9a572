using VirtAgent.Core.Hosts;

namespace VirtAgent.Core.Ports;

/// <summary>
/// A report about one port, or the ports of one network, that came by itself: the port may be gone before anyone can look.
/// </summary>
/// <param name="At">When it happened; reports may arrive late (spool) and twice (hook and port folder).</param>
/// <param name="Origin">Who says so.</param>
/// <param name="Network">Name of the network.</param>
public abstract record PortNotice(Moment At, NoticeOrigin Origin, string Network)
{
    /// <summary>The port was made.</summary>
    /// <param name="At">See <see cref="PortNotice"/>.</param>
    /// <param name="Origin">Likewise.</param>
    /// <param name="Network">Likewise.</param>
    /// <param name="Uuid">Port UUID.</param>
    /// <param name="Port">Its XML as a model; null where it could not be read any more, or not by us.</param>
    public sealed record Created(Moment At, NoticeOrigin Origin, string Network, string Uuid, NetworkPort? Port)
        : PortNotice(At, Origin, Network);

    /// <summary>The port is gone, or about to.</summary>
    /// <param name="At">See <see cref="PortNotice"/>.</param>
    /// <param name="Origin">Likewise.</param>
    /// <param name="Network">Likewise.</param>
    /// <param name="Uuid">Port UUID.</param>
    /// <param name="Port">Its XML as a model, or null.</param>
    public sealed record Deleted(Moment At, NoticeOrigin Origin, string Network, string Uuid, NetworkPort? Port)
        : PortNotice(At, Origin, Network);

    /// <summary>The network was stopped: all its ports are gone, and no other report will say so.</summary>
    /// <param name="At">See <see cref="PortNotice"/>.</param>
    /// <param name="Origin">Likewise.</param>
    /// <param name="Network">Likewise.</param>
    public sealed record NetworkStopped(Moment At, NoticeOrigin Origin, string Network) : PortNotice(At, Origin, Network);
}
