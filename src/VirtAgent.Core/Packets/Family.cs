namespace VirtAgent.Core.Packets;

/// <summary>The two protocols a libvirt network makes promises about, each with its own rules, routes and sysctls.</summary>
public enum Family
{
    /// <summary>IPv4: iptables, nftables family <c>ip</c>.</summary>
    IPv4,

    /// <summary>IPv6: ip6tables, nftables family <c>ip6</c>.</summary>
    IPv6,
}
