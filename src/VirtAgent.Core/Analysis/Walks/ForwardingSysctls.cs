using VirtAgent.Core.Analysis.Path;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;

namespace VirtAgent.Core.Analysis.Walks;

/// <summary>The kernel parameters that decide, beside rules and routes, whether a packet is forwarded.</summary>
internal sealed class ForwardingSysctls(Host host)
{
    private readonly HashSet<string> _withIPv6 =
        [.. host.Addresses.Where(address => address.Local.Family == Family.IPv6).Select(address => address.Device)];

    private Sysctls Sysctls => host.Sysctls;

    /// <summary>
    /// Whether packets that enter on <paramref name="inDevice"/> are forwarded at all. In IPv4 the device's own parameter alone
    /// decides (measured on 6.18: it forwards with net.ipv4.ip_forward 0); writing ip_forward sets it on every device, so that
    /// stands in for one that was not observed. In IPv6 all.forwarding decides, and the device's force_forwarding overrules it.
    /// </summary>
    public SysctlDecision Forwarding(Family family, string inDevice)
    {
        if (family == Family.IPv4)
        {
            if (Sysctls.Device(family, inDevice, "forwarding") is { } own)
                return Decision($"net.ipv4.conf.{inDevice}.forwarding", own, own != 0);
            var everywhere = Sysctls.Number("net.ipv4.ip_forward") ?? Sysctls.Device(family, "all", "forwarding");
            return Decision("net.ipv4.ip_forward", everywhere, everywhere != 0);
        }

        if (Sysctls.Device(family, inDevice, "force_forwarding") is { } forced and not 0)
            return Decision($"net.ipv6.conf.{inDevice}.force_forwarding", forced, true);
        var all = Sysctls.Device(family, "all", "forwarding");
        return Decision("net.ipv6.conf.all.forwarding", all, all != 0);
    }

    /// <summary>
    /// Whether IPv6 is on for <paramref name="device"/>; one that is off neither takes nor sends (net/ipv6/ip6_input.c
    /// ipv6_rcv, ip6_output.c). A device with an IPv6 address has it on, because switching it off removes them.
    /// </summary>
    public SysctlDecision IPv6On(string device)
    {
        var key = $"net.ipv6.conf.{device}.disable_ipv6";
        var disabled = Sysctls.Device(Family.IPv6, device, "disable_ipv6");
        if (disabled is null && _withIPv6.Contains(device))
            return new SysctlDecision(Truth.Yes, key, $"{device} has an IPv6 address");
        return Decision(key, disabled, disabled == 0);
    }

    /// <summary>0 no check, 1 strict, 2 loose: the higher of the device's and everyone's. IPv6 has none.</summary>
    public int ReversePathFilter(string inDevice) =>
        Math.Max(Sysctls.Device(Family.IPv4, "all", "rp_filter") ?? 0, Sysctls.Device(Family.IPv4, inDevice, "rp_filter") ?? 0);

    /// <summary>Whether packets may come in with a source address of the host itself; off unless observed on.</summary>
    public bool AcceptsOwnSource(string inDevice) =>
        Sysctls.Device(Family.IPv4, "all", "accept_local") > 0 || Sysctls.Device(Family.IPv4, inDevice, "accept_local") > 0;

    private static SysctlDecision Decision(string key, int? value, bool open) => value is null
        ? new SysctlDecision(Truth.Unknown, key, $"{key} was not observed")
        : new SysctlDecision(Truths.Of(open), key, $"{key} = {value}");
}
