using VirtAgent.Core.Findings;
using VirtAgent.Core.Hosts;

namespace VirtAgent.Core.Analysis.Bridges;

/// <summary>Tells whether one member of a network's bridge may be there.</summary>
internal static class BridgeMember
{
    /// <summary>
    /// The finding about <paramref name="link"/>, the tap of <paramref name="holders"/>, in the bridge of
    /// <paramref name="network"/>; null where it belongs there, where <c>tap-moved</c> says it already, and where what was not
    /// read may explain it.
    /// </summary>
    public static Finding? Judge(Host host, VirtualNetwork network, Link link, IReadOnlyList<LiveNic> holders)
    {
        // Older libvirts keep the bridge's MAC stable with a device of this name, and leave nobody at its other end.
        if (link.Name == network.Bridge + "-nic" && link is { Kind: "dummy" } or { Kind: "tun", Carrier: false }
            && holders.Count == 0) return null;
        if (holders.Select(nic => Impostor(host, network, link, nic)).OfType<Finding>().FirstOrDefault() is { } impostor)
            return impostor;
        if (holders.Any(nic => nic.Network == network.Name || nic.Placement.Place == TapPlace.Moved)) return null;
        if (holders.Count == 0 && MayBeAGuests(network, link) && SourceCoverage.LiveDomains(host) is not null) return null;

        var isolated = network.Mode == ForwardMode.None;
        var uplink = isolated && holders.Count == 0 && link.Kind is not ("tun" or "dummy") && link.Master == network.Bridge;
        var guest = holders.Count > 0 ? holders[0].Guest : null;
        var what = guest is null ? $"{link.Name}, {KindOf(link)}," : $"{link.Name} of guest {guest}";
        var kind = isolated ? "isolated network" : "network";
        return new Finding
        {
            Code = uplink ? FindingCode.BridgeUplink : FindingCode.BridgeStranger,
            Severity = isolated ? Severity.Critical : Severity.Warning,
            Network = network.Name,
            Subject = $"{network.Bridge} member {link.Name}",
            Summary = uplink
                ? $"{what} is a member of {network.Bridge}: frames of {kind} {network.Name} leave through it past every rule."
                : $"{what} is in {network.Bridge} but belongs to no port of {kind} {network.Name}.",
            Remedy = guest is null
                ? $"Take it out with {Repair.TakeOut(link.Name)}, and find out who put it there."
                : $"Take that NIC away from guest {guest} with `virsh detach-interface`, or plug it into a network instead.",
            Evidence = [.. Evidence(network, link), .. holders.Select(nic => nic.Description)],
        };
    }

    /// <summary>A device in the place of a guest's tap that is not it; null where it may be it.</summary>
    private static Finding? Impostor(Host host, VirtualNetwork network, Link link, LiveNic nic) =>
        TapIdentity.Flaw(host, link, nic.Nic) is not { } flaw ? null : new Finding
        {
            Code = link.Kind == "tun" ? FindingCode.BridgeStranger : FindingCode.BridgeUplink,
            Severity = network.Mode == ForwardMode.None ? Severity.Critical : Severity.Warning,
            Network = network.Name,
            Subject = $"{network.Bridge} member {link.Name}",
            Summary = $"{link.Name} in {network.Bridge} has the name of the tap of guest {nic.Guest} and is another device, "
                + $"which {flaw}.",
            Remedy = $"Take it out with {Repair.TakeOut(link.Name)}, and find out who put it there; guest {nic.Guest} gets its "
                + "own tap back when its NIC is unplugged and plugged in again.",
            Evidence = [.. Evidence(network, link), nic.Description],
        };

    /// <summary>The link's kind in words, with an article.</summary>
    public static string KindOf(Link link) => link switch
    {
        { Loopback: true } => "the loopback device",
        { Kind: null } => "a physical device",
        { Kind: "tun" } => $"a {link.TunMode ?? "tun"} device",
        _ => $"a {link.Kind} device",
    };

    // A tap, a container's veth, a macvtap on top. A veth whose other end is on this host leads to no container.
    private static bool MayBeAGuests(VirtualNetwork network, Link link) =>
        link.Kind == "tun" || (link.Kind == "veth" && link.Peer is null) || link.Master != network.Bridge;

    private static IEnumerable<string> Evidence(VirtualNetwork network, Link link)
    {
        var relation = link.Master == network.Bridge ? "a member of" : "on top of";
        var state = link.Up ? "up" : "down";
        yield return $"The kernel has {link.Name}, {KindOf(link)}, {relation} {network.Bridge}; it is {state}.";
        if (link.Kind == "veth" && link.Peer is null) yield return "Its other end is in another network namespace.";
        else if (link.Kind == "veth") yield return $"Its other end is {link.Peer} on this host.";
        else if (link.Peer is not null && link.Master == network.Bridge)
            yield return $"It stands on {link.Peer}.";
        if (link.HasProgram) yield return $"An XDP program is attached to {link.Name}.";
    }
}
