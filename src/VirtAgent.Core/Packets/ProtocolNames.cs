using System.Globalization;

namespace VirtAgent.Core.Packets;

/// <summary>IP protocol numbers and the names iptables prints for them (/etc/protocols, IANA).</summary>
public static class ProtocolNames
{
    /// <summary>ICMP for IPv4.</summary>
    public const byte Icmp = 1;

    /// <summary>TCP.</summary>
    public const byte Tcp = 6;

    /// <summary>UDP.</summary>
    public const byte Udp = 17;

    /// <summary>GRE.</summary>
    public const byte Gre = 47;

    /// <summary>DCCP.</summary>
    public const byte Dccp = 33;

    /// <summary>ICMP for IPv6.</summary>
    public const byte IcmpV6 = 58;

    /// <summary>SCTP.</summary>
    public const byte Sctp = 132;

    /// <summary>UDP-Lite.</summary>
    public const byte UdpLite = 136;

    private const string Known =
        "icmp 1 igmp 2 ipencap 4 ipip 4 tcp 6 egp 8 igp 9 udp 17 dccp 33 ipv6 41 ipv6-route 43 ipv6-frag 44 rsvp 46 gre 47 "
        + "esp 50 ipv6-crypt 50 ah 51 ipv6-auth 51 ipv6-icmp 58 icmpv6 58 icmp6 58 ipv6-nonxt 59 ipv6-opts 60 eigrp 88 ospf 89 "
        + "ospfigp 89 pim 103 ipcomp 108 vrrp 112 l2tp 115 sctp 132 mobility-header 135 ipv6-mh 135 mh 135 udplite 136";

    private static readonly Dictionary<string, byte> ByName = Known.Split(' ').Chunk(2)
        .ToDictionary(pair => pair[0], pair => byte.Parse(pair[1], CultureInfo.InvariantCulture), StringComparer.Ordinal);

    // Of several names of a number the first is the one that is printed.
    private static readonly string?[] Names =
        [.. Enumerable.Range(0, byte.MaxValue + 1).Select(number => ByName.FirstOrDefault(pair => pair.Value == number).Key)];

    /// <summary>Whether packets of that protocol carry source and destination ports.</summary>
    public static bool HasPorts(byte protocol) => protocol is Tcp or Udp or Dccp or Sctp or UdpLite;

    /// <summary>Reads a name or number; false for <c>all</c>, 0 and names that are not known.</summary>
    public static bool TryParse(string text, out byte protocol) =>
        (byte.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out protocol)
            || ByName.TryGetValue(text, out protocol)) && protocol != 0;

    /// <summary>The name of a number in <c>/etc/protocols</c>, which iptables-save prints; null for one not known here.</summary>
    public static string? Listed(byte protocol) => Names[protocol];

    /// <summary>tcp, udp, icmp, icmpv6, sctp, dccp, udplite, or the number.</summary>
    public static string Name(byte protocol) => protocol switch
    {
        Icmp => "icmp",
        Tcp => "tcp",
        Udp => "udp",
        Dccp => "dccp",
        IcmpV6 => "icmpv6",
        Sctp => "sctp",
        UdpLite => "udplite",
        _ => protocol.ToString(CultureInfo.InvariantCulture),
    };
}
