using System.Text.RegularExpressions;
using VirtAgent.Core.Packets;

namespace VirtAgent.Core.Analysis.Assumptions;

/// <summary>What sends a packet somewhere else than its destination's route says.</summary>
internal static partial class PacketRouting
{
    // These only wrap what has passed the rules for the device that the route names.
    private static readonly HashSet<string> Wrapping = ["mpls", "ip", "ip6"];

    /// <summary>
    /// IPv4 source routes: a packet to the host is one of its flows for conntrack, and is then forwarded to an address in its
    /// options (net/ipv4/ip_options.c, ip_options_rcv_srr). Everybody's and the device's parameter have to be set.
    /// </summary>
    public static AssumptionOutcome Source(AssumedHost host) =>
        Switched(host, Family.IPv4, "accept_source_route", "source routes");

    /// <summary>
    /// The same of IPv6 (net/ipv6/exthdrs.c, ipv6_srh_rcv and ipv6_rpl_srh_rcv); IOAM (ioam6_enabled) only takes notes.
    /// </summary>
    public static AssumptionOutcome Segment(AssumedHost host)
    {
        var seg6 = Switched(host, Family.IPv6, "seg6_enabled", "segment routes");
        return seg6 is AssumptionOutcome.Holds ? Switched(host, Family.IPv6, "rpl_seg_enabled", "RPL source routes") : seg6;
    }

    /// <summary>The kernel counts in mc_forwarding the multicast routers of a device (net/ipv4/ipmr.c, vif_add).</summary>
    public static AssumptionOutcome Multicast(AssumedHost host)
    {
        if (!host.HasSysctls) return host.NoSysctls;
        return AssumptionOutcome.Of(
            from family in new[] { Family.IPv4, Family.IPv6 }
            from network in host.Promised
            where host.Host.Sysctls.Device(family, network.Bridge!, "mc_forwarding") > 0
            select new Breach(
                $"{family} {network.Bridge}",
                $"A multicast router forwards {family} groups on {network.Bridge}, the bridge of '{network.Name}'.",
                $"Take {network.Bridge} out of the interfaces of the multicast router (smcroute, pimd, igmpproxy), or stop it.")
            {
                Networks = [network.Name],
                Family = family,
                Evidence = [$"net.{(family == Family.IPv4 ? "ipv4" : "ipv6")}.conf.{network.Bridge}.mc_forwarding is not 0"],
            },
            "No multicast router is on a bridge of guests.");
    }

    /// <summary>
    /// MPLS takes frames in on devices that say so, and sends them on by label (net/mpls/af_mpls.c, mpls_forward).
    /// </summary>
    public static AssumptionOutcome Mpls(AssumedHost host)
    {
        if (!host.HasSysctls) return host.NoSysctls;
        if (host.Host.Sysctls.Number("net.mpls.platform_labels") is not > 0)
            return new AssumptionOutcome.Holds("The kernel forwards no MPLS label.");
        var devices = host.Host.Links.Where(
            link => host.Host.Sysctls.Number($"net.mpls.conf.{link.Name.Replace('.', '/')}.input") > 0)
            .Select(link => link.Name).ToList();
        return AssumptionOutcome.Of(
            devices.Count == 0 ? [] : [new Breach(
                "net.mpls.platform_labels", $"The host forwards MPLS that comes in on {Listed(devices)}, past every rule.",
                "sysctl -w net.mpls.platform_labels=0")],
            "No device takes MPLS in.");
    }

    /// <summary>
    /// Routes through a light-weight tunnel (net/core/lwtunnel.c), of which bpf runs a program and seg6 rewrites packets.
    /// </summary>
    public static AssumptionOutcome Encapsulation(AssumedHost host) => AssumptionOutcome.Of(
        from route in host.Host.Routes
        let encap = Encap().Match(route.Text).Groups[1].Value
        where encap.Length > 0 && !Wrapping.Contains(encap)
        select new Breach(
            $"{route.Destination} table {route.Table}",
            $"The route to {route.Destination} in table {route.Table} goes through {encap}, "
                + "which decides itself where its packets go.",
            $"Replace it by a route without encap: see 'ip -d route show table {route.Table}'.")
        { Family = route.Destination.Family, Evidence = [route.Text] },
        "No route goes through a program.");

    private static AssumptionOutcome Switched(AssumedHost host, Family family, string parameter, string what)
    {
        if (!host.HasSysctls) return host.NoSysctls;
        var key = $"net.{(family == Family.IPv4 ? "ipv4" : "ipv6")}.conf.all.{parameter}";
        var devices = host.Host.Sysctls.Number(key) > 0 ? host.DevicesWith(family, parameter).ToList() : new List<string>();
        return AssumptionOutcome.Of(
            devices.Count == 0 ? [] : [new Breach(
                key, $"Packets with {what} are taken on {Listed(devices)} and forwarded "
                    + "past what rules see of their destination.",
                $"sysctl -w {key}=0")
            { Family = family, Evidence = [$"{key} is not 0, nor is that of {Listed(devices)}"] }],
            $"No device takes {what}.");
    }

    private static string Listed(List<string> devices) =>
        devices.Count <= 6 ? string.Join(", ", devices) : $"{string.Join(", ", devices.Take(5))} and {devices.Count - 5} more";

    [GeneratedRegex("\"encap\":\\s*\"([a-z0-9]+)\"")]
    private static partial Regex Encap();
}
