using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;

namespace VirtAgent.Core.Analysis.Assumptions;

/// <summary>
/// What takes packets out of packets, or sends packets on that were the host's. A guest can send the host everything that no rule
/// of the input hook refuses, and libvirt refuses nothing there. WireGuard, IPsec and macsec ask for a key that guests do not
/// have.
/// </summary>
internal static class Tunnels
{
    private static readonly HashSet<string> OverIPv4 = ["gre", "gretap", "erspan", "ipip", "sit"];
    private static readonly HashSet<string> OverIPv6 = ["ip6gre", "ip6gretap", "ip6erspan", "ip6tnl"];

    /// <summary>What a guest wraps comes in on the tunnel's device, which no rule for its bridge names.</summary>
    public static AssumptionOutcome Listening(AssumedHost host)
    {
        if (host.Host.Tunnels is not { } tunnels) return host.NotObserved(RecordFile.Tunnels);
        var devices =
            from tunnel in tunnels.Devices
            where tunnel.Up
            let networks = host.Promised.Where(network => CanSendTo(host.Host, network, tunnel)).Select(network => network.Name)
                .ToList()
            where networks.Count > 0
            select new Breach(
                tunnel.Name,
                $"Tunnel {tunnel.Name} ({tunnel.Kind}{Place(tunnel)}) takes packets out of what guests send to the host; "
                    + $"they come in on {tunnel.Name}, not on a bridge.",
                $"Reject {Kind(tunnel)} that comes in on the bridges of guests, or take {tunnel.Name} down.")
            { Networks = networks };
        var sessions =
            from session in tunnels.PppoeSessions
            let networks = host.NetworksOf(session)
            where networks.Count > 0
            select new Breach(
                $"PPPoE {session}", $"A PPPoE session on {session} takes packets out of what guests send.",
                "End the PPPoE server or client on it.")
            { Networks = networks, Layer2 = true };
        return AssumptionOutcome.Of(devices.Concat(sessions), "No tunnel without a key is up where guests reach it.");
    }

    /// <summary>IPVS forwards from the input hook (net/netfilter/ipvs/ip_vs_core.c), which the forward hook never sees.</summary>
    public static AssumptionOutcome VirtualServers(AssumedHost host)
    {
        if (host.Host.Tunnels is not { } tunnels) return host.NotObserved(RecordFile.Tunnels);
        return AssumptionOutcome.Of(
            tunnels.VirtualServices.Select(service => new Breach(
                service, $"The IPVS service {service} sends what guests send to it on to its servers, past the forward hook.",
                "Reject packets to it that come in on the bridges of guests, or delete it with ipvsadm.")),
            "IPVS has no service.");
    }

    /// <summary>Forwarded packets are held against outbound policies, too, before rules see the device they leave on.</summary>
    public static AssumptionOutcome Ipsec(AssumedHost host)
    {
        if (host.Host.Tunnels is not { } tunnels) return host.NotObserved(RecordFile.Tunnels);
        return AssumptionOutcome.Of(
            tunnels.IpsecPolicies == 0 ? [] : [new Breach(
                "outbound policies",
                    "IPsec policies may send packets out where no route leads, so that what no route lets out may get out.",
                "See the policies with 'ip xfrm policy list dir out', and close the leak that is latent.")
            { RoutesOnly = true }],
            "There is no outbound IPsec policy.");
    }

    private static bool CanSendTo(Host host, VirtualNetwork network, Tunnel tunnel)
    {
        var byIPv4 = !OverIPv6.Contains(tunnel.Kind) && (tunnel.Remote ?? tunnel.Local)?.Family != Family.IPv6
            // With a strict rp_filter nobody behind the bridge can be the sender that the tunnel wants, unless he is.
            && !(tunnel.Remote is { } remote && IsStrict(host, network.Bridge!)
                && !network.Prefixes(Family.IPv4).Any(prefix => prefix.Contains(remote)));
        var byIPv6 = !OverIPv4.Contains(tunnel.Kind) && (tunnel.Remote ?? tunnel.Local)?.Family != Family.IPv4
            && host.Sysctls.Device(Family.IPv6, network.Bridge!, "disable_ipv6") != 1;
        return byIPv4 || byIPv6;
    }

    private static bool IsStrict(Host host, string bridge) =>
        Math.Max(host.Sysctls.Number("net.ipv4.conf.all.rp_filter") ?? 0,
            host.Sysctls.Device(Family.IPv4, bridge, "rp_filter") ?? 0) == 1;

    private static string Kind(Tunnel tunnel) => tunnel.Port > 0 ? $"UDP {tunnel.Port}" : $"what {tunnel.Kind} carries";

    private static string Place(Tunnel tunnel) => tunnel.Port > 0 ? $", UDP {tunnel.Port}" : "";
}
