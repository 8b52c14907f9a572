using VirtAgent.Core.Analysis.Path;
using VirtAgent.Core.Analysis.Sets;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;

namespace VirtAgent.Core.Analysis;

/// <summary>
/// What a network's forward mode says about traffic of one family (<c>deploy/doc/promises.md</c>): the packets that may cross
/// its edge, and those some of which must. A promise is about what a new flow starts; replies follow.
/// </summary>
internal sealed class Promise
{
    private readonly VirtualNetwork _network;
    private readonly ForwardSets _sets;
    private readonly HashSet<string> _isolated;
    private readonly HashSet<string> _libvirtBridges;

    public Promise(Host host, VirtualNetwork network, ForwardSets sets)
    {
        (_network, _sets) = (network, sets);
        Family = sets.Space.Family;
        _isolated = Bridges(host.Networks.Where(other => Isolates(other, Family)));
        _libvirtBridges = Bridges(host.Networks);
        var space = sets.Space;
        var members = host.Links.Where(link => link.Master == network.Bridge).Select(link => link.Name)
            .ToHashSet(StringComparer.Ordinal);
        // A tap of the network that no bridge holds gives what its guest sends to the host directly.
        var taps = host.Guests.SelectMany(guest => guest.Nics)
            .Where(nic => nic.SourceNetwork == network.Name || nic.SourceBridge == network.Bridge)
            .Select(nic => nic.Tap).OfType<string>().ToHashSet(StringComparer.Ordinal);
        Entered = sets.Devices.Where(space, space.In, link => link.Name == network.Bridge
            || (link.Master is null && taps.Contains(link.Name)));
        Left = sets.Devices.Where(space, space.Out, link => link.Name == network.Bridge || members.Contains(link.Name));
    }

    /// <summary>The family it is about.</summary>
    public Family Family { get; }

    /// <summary>Packets that entered on the network's bridge, or on a tap of it that is in no bridge.</summary>
    public PacketSet Entered { get; }

    /// <summary>Packets that leave on the bridge, or on a member a route names.</summary>
    public PacketSet Left { get; }

    /// <summary>Whether the network promises isolation for this family.</summary>
    public bool IsIsolation => Isolates(_network, Family);

    /// <summary>
    /// Whether <paramref name="network"/> has nothing to do with <paramref name="family"/> beyond its own bridge.
    /// </summary>
    public static bool Isolates(VirtualNetwork network, Family family) => network.HasPromise
        && (network.Mode == ForwardMode.None || !network.Prefixes(family).Any());

    /// <summary>Packets that cross the edge that way.</summary>
    public PacketSet Crosses(Crossing crossing) => crossing == Crossing.Out ? Entered - Left : Left - Entered;

    /// <summary>Packets that may cross that way.</summary>
    public PacketSet May(Crossing crossing)
    {
        var space = _sets.Space;
        if (IsIsolation || (crossing == Crossing.In && !IsRouted)) return space.None;
        return crossing == Crossing.Out
            ? Own(space.Source) & Elsewhere(space.Out, Allowed)
            : Own(space.Destination) & Elsewhere(space.In, Allowed);
    }

    /// <summary>
    /// Packets against the promise only in that their sender lies about his address: they leave where the network's own may, from
    /// a source that is not its own.
    /// </summary>
    public PacketSet Spoofed
    {
        get
        {
            var space = _sets.Space;
            return IsIsolation ? space.None : Crosses(Crossing.Out) & Elsewhere(space.Out, Allowed) & !Own(space.Source);
        }
    }

    /// <summary>Whether new flows to the outside have to leave with another source address.</summary>
    public bool IsTranslated => !IsIsolation && !IsRouted;

    /// <summary>
    /// Packets that leave on, or enter on, a device that leads outside: up, allowed, and no bridge of libvirt's.
    /// </summary>
    public PacketSet Outside(Field device) =>
        Elsewhere(device, link => Allowed(link) && !_libvirtBridges.Contains(link.Name) && link.Up);

    /// <summary>Packets with an address of the network itself in <paramref name="field"/>.</summary>
    public PacketSet Own(Field field) => _sets.Space.WithinAny(field, _network.Prefixes(Family));

    /// <summary>Packets of which some must be able to cross that way; empty where nothing is demanded.</summary>
    public PacketSet Must(Crossing crossing)
    {
        var space = _sets.Space;
        return Crosses(crossing) & May(crossing) & Outside(crossing == Crossing.Out
            ? space.Out
            : space.In) & space.Is(space.State, StateCode.New);
    }

    /// <summary>What the promise is, in words for a summary.</summary>
    public string InWords => (IsIsolation, IsRouted) switch
    {
        (true, _) when _network.Mode != ForwardMode.None =>
            $"{_network.Mode.ToString().ToLowerInvariant()} network without {Family}, so isolated for it",
        (true, _) => "isolated network",
        (_, true) => "routed network",
        _ => "NAT network",
    };

    /// <summary>libvirt routes the IPv6 of a NAT network unless it says <c>&lt;nat ipv6='yes'/&gt;</c>.</summary>
    private bool IsRouted => _network.Mode == ForwardMode.Route || (Family == Family.IPv6 && !_network.NatIPv6);

    private bool Allowed(Link link) => !_isolated.Contains(link.Name)
        && (_network.ForwardDevices.Count == 0 || _network.ForwardDevices.Contains(link.Name));

    private PacketSet Elsewhere(Field field, Func<Link, bool> wanted) => _sets.Devices.Where(_sets.Space, field, wanted);

    private static HashSet<string> Bridges(IEnumerable<VirtualNetwork> networks) =>
        networks.Select(network => network.Bridge).OfType<string>().ToHashSet(StringComparer.Ordinal);
}
