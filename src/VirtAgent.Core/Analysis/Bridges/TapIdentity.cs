using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;

namespace VirtAgent.Core.Analysis.Bridges;

/// <summary>
/// Knows a guest's tap by what it is: whoever may make devices may give one the name that libvirt gave a tap.
/// </summary>
internal static class TapIdentity
{
    private const int FirstOctet = 40;

    /// <summary>
    /// Why <paramref name="link"/> cannot be what libvirt made for <paramref name="nic"/>, in words that follow "which"; null
    /// where it may be that.
    /// </summary>
    /// <param name="host">The host, whose libvirt URI says whether its guests are machines or containers.</param>
    /// <param name="link">The device.</param>
    /// <param name="nic">The NIC whose tap is called like it.</param>
    public static string? Flaw(Host host, Link link, Nic nic)
    {
        // A container has one end of a veth, with whatever MAC; a machine has none.
        if (host.Header.Uri.StartsWith("lxc", StringComparison.Ordinal) && link is { Kind: "veth", Peer: null }) return null;
        // A NIC that libvirt has put into a bridge has a tap; a macvtap, which needs no bridge, would be a way out of one.
        var isBridged = nic.Type is "network" or "bridge";
        var isTap = link is { Kind: "tun", TunMode: "tap" };
        if (!isTap && (isBridged || link.Kind != "macvtap")) return $"is {BridgeMember.KindOf(link)} and no tap";
        if (!isBridged || nic.Mac is not { } mac) return null;
        var expected = OfTap(mac);
        return link.Mac == expected ? null : $"has the MAC {link.Mac}, where libvirt gives the tap of {mac} {expected}";
    }

    /// <summary>
    /// The MAC on the host's side: that of the guest with another first octet, so high that no bridge takes it for its own
    /// (libvirt src/util/virnetdevtap.c virNetDevTapCreateInBridgePort).
    /// </summary>
    private static MacAddress OfTap(MacAddress guests)
    {
        var first = guests.Bits >> FirstOctet == 0xfe ? 0xfaUL : 0xfeUL;
        return new MacAddress((guests.Bits & ((1UL << FirstOctet) - 1)) | (first << FirstOctet));
    }
}
