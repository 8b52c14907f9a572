using VirtAgent.Core.Hosts;

namespace VirtAgent.Core.Analysis.Bridges;

/// <summary>A live NIC's tap in the kernel, against the bridge libvirt put it in.</summary>
/// <param name="Place">How the two compare.</param>
/// <param name="Expected">Bridge that the port's plug names, else the live XML, else the network; null if none does.</param>
/// <param name="Link">The tap as the kernel has it; null where it has none or the links were not read.</param>
internal readonly record struct TapPlacement(TapPlace Place, string? Expected, Link? Link)
{
    /// <summary>The bridge it is in; of an Open vSwitch port the one libvirt named, since its master is ovs-system.</summary>
    public string? Bridge => Place == TapPlace.InPlace ? Expected : Link?.Master;

    /// <summary>Looks up the tap of <paramref name="nic"/>, whose port is <paramref name="port"/> where one is known.</summary>
    public static TapPlacement Of(Host host, NetworkPort? port, Nic nic)
    {
        var link = nic.Tap is null ? null : host.Link(nic.Tap);
        if (port is { Plug: PlugKind.None or PlugKind.Unknown }) return new TapPlacement(TapPlace.Unknown, null, link);
        if (!IsBridged(port, nic)) return new TapPlacement(TapPlace.NotBridged, null, link);

        var expected = port is not null ? port.PlugBridge : nic.SourceBridge ?? BridgeOf(host, nic.SourceNetwork);
        return new TapPlacement(PlaceOf(host, expected, link), expected, link);
    }

    // An <interface type='network'> that was never plugged (its guest failed to start) has no target device.
    private static bool IsBridged(NetworkPort? port, Nic nic) => port is not null
        ? port.Plug is PlugKind.Network or PlugKind.Bridge
        : nic.Type is "network" or "bridge" && nic.Tap is not null;

    private static TapPlace PlaceOf(Host host, string? expected, Link? link)
    {
        if (expected is null || host.Unread(RecordFile.Links) is not null) return TapPlace.Unknown;
        if (link?.Master is not { } master) return TapPlace.Unbridged;
        if (master == expected) return TapPlace.InPlace;

        // Every Open vSwitch port is enslaved to ovs-system; which of its bridges it is in, only ovs-vsctl knows.
        return IsOpenVSwitch(host, master) && IsOpenVSwitch(host, expected) ? TapPlace.InPlace : TapPlace.Moved;
    }

    private static bool IsOpenVSwitch(Host host, string name) => host.Link(name)?.Kind == "openvswitch";

    private static string? BridgeOf(Host host, string? network) =>
        host.Networks.FirstOrDefault(candidate => candidate.Name == network)?.Bridge;
}
