using System.Globalization;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Rulesets;

namespace VirtAgent.Core.Readers.Iptables;

/// <summary>
/// Values of <c>--icmp-type</c> and <c>--icmpv6-type</c>: numbers, and the names of libxt_icmp.h as iptables 1.8.9 reads them.
/// </summary>
internal static class IcmpMatches
{
    /// <summary>Any type, but no later fragment.</summary>
    public static readonly Match Any = new Match.IcmpType(null, 0, byte.MaxValue, false);

    private static readonly Dictionary<string, string> Names4 = Read(
        "echo-reply 0 pong 0 destination-unreachable 3 network-unreachable 3/0 host-unreachable 3/1 protocol-unreachable 3/2 "
        + "port-unreachable 3/3 fragmentation-needed 3/4 source-route-failed 3/5 network-unknown 3/6 host-unknown 3/7 "
        + "network-prohibited 3/9 host-prohibited 3/10 TOS-network-unreachable 3/11 TOS-host-unreachable 3/12 "
        + "communication-prohibited 3/13 host-precedence-violation 3/14 precedence-cutoff 3/15 source-quench 4 redirect 5 "
        + "network-redirect 5/0 host-redirect 5/1 TOS-network-redirect 5/2 TOS-host-redirect 5/3 echo-request 8 ping 8 "
        + "router-advertisement 9 router-solicitation 10 time-exceeded 11 ttl-exceeded 11 ttl-zero-during-transit 11/0 "
        + "ttl-zero-during-reassembly 11/1 parameter-problem 12 ip-header-bad 12/0 required-option-missing 12/1 "
        + "timestamp-request 13 timestamp-reply 14 address-mask-request 17 address-mask-reply 18");

    private static readonly Dictionary<string, string> Names6 = Read(
        "destination-unreachable 1 no-route 1/0 communication-prohibited 1/1 beyond-scope 1/2 address-unreachable 1/3 "
        + "port-unreachable 1/4 failed-policy 1/5 reject-route 1/6 packet-too-big 2 time-exceeded 3 ttl-exceeded 3 "
        + "ttl-zero-during-transit 3/0 ttl-zero-during-reassembly 3/1 parameter-problem 4 bad-header 4/0 unknown-header-type 4/1 "
        + "unknown-option 4/2 echo-request 128 ping 128 echo-reply 129 pong 129 router-solicitation 133 router-advertisement 134 "
        + "neighbour-solicitation 135 neighbor-solicitation 135 neighbour-advertisement 136 neighbor-advertisement 136 "
        + "redirect 137");

    /// <summary><c>type</c>, <c>type/code</c>, a name or <c>any</c>.</summary>
    public static Match? Type(OptionValue value)
    {
        // 255 is 'any' to ip_tables alone (icmp_match, net/ipv4/netfilter/ip_tables.c).
        if (value.Family == Family.IPv4 && value.First is ("any" or "255"))
            return new Match.IcmpType(null, 0, byte.MaxValue, value.Negated);
        var names = value.Family == Family.IPv4 ? Names4 : Names6;
        var text = names.GetValueOrDefault(value.First, value.First).AsSpan();
        var slash = text.IndexOf('/');
        if (Number(slash < 0 ? text : text[..slash]) is not { } type) return null;
        if (slash < 0) return new Match.IcmpType(type, 0, byte.MaxValue, value.Negated);
        return Number(text[(slash + 1)..]) is { } code ? new Match.IcmpType(type, code, code, value.Negated) : null;
    }

    private static byte? Number(ReadOnlySpan<char> text) =>
        byte.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static Dictionary<string, string> Read(string pairs) =>
        pairs.Split(' ').Chunk(2).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
}
