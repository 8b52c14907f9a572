using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;

namespace VirtAgent.Core.Rulesets.Iptables;

/// <summary>
/// Which rules of iptables switch connection tracking on by being loaded (calls of nf_ct_netns_get in net/netfilter/xt_*.c).
/// </summary>
internal static class TrackingSwitches
{
    private static readonly HashSet<string> On = new(StringComparer.Ordinal)
    {
        "conntrack", "state", "connmark", "connbytes", "connlimit", "connlabel", "helper", "nat", "CONNMARK", "CONNSECMARK",
        "MASQUERADE", "SNAT", "DNAT", "REDIRECT", "NETMAP", "SYNPROXY", "DNPT", "SNPT",
    };

    private static readonly HashSet<string> Off = new(StringComparer.Ordinal)
    {
        "limit", "hashlimit", "quota", "statistic", "string", "time", "recent", "set", "rt", "hbh", "dst", "frag", "ah", "esp",
        "ipv6header", "ttl", "hl", "length", "dscp", "tos", "ecn", "tcpmss", "u32", "bpf", "pkttype", "physdev",
            "policy", "owner",
        "addrtype", "rpfilter", "mark", "mac", "comment", "multiport", "iprange", "tcp", "udp", "sctp", "dccp", "udplite", "icmp",
        "icmp6", "nfacct", "rateest", "cpu", "devgroup", "realm", "osf", "cgroup", "LOG", "NFLOG", "CHECKSUM", "TCPMSS",
        "TCPOPTSTRIP", "CLASSIFY", "TOS", "DSCP", "TTL", "HL", "ECN", "TRACE", "AUDIT", "SECMARK", "IDLETIMER", "LED", "RATEEST",
        "SET", "MARK", "HMARK", "TEE", "NFQUEUE", "QUEUE", "REJECT", "DROP", "ACCEPT", "NOTRACK",
    };

    /// <summary>What the rules of <paramref name="family"/> do.</summary>
    public static TrackingSwitch Of(Host host, Family family)
    {
        var answer = host.Native.UsesConntrack ? TrackingSwitch.Unknown : TrackingSwitch.Off;
        var rules = host.RuleSets.Where(set => set.Family == family).SelectMany(set => set.Tables)
            .SelectMany(table => table.Chains.Values).SelectMany(chain => chain.Rules);
        foreach (var rule in rules)
        {
            var one = rule.Matches.Select(Of).Append(Of(rule.Target)).Max();
            if (one == TrackingSwitch.On) return one;
            if (one > answer) answer = one;
        }

        return answer;
    }

    private static TrackingSwitch Of(Match match) => match switch
    {
        Match.Connection => TrackingSwitch.On,
        Match.Unmodelled of => OfName(of.Text.Split(' ') is ["-m", var module, ..] ? module : ""),
        _ => TrackingSwitch.Off,
    };

    private static TrackingSwitch Of(Target target) => target switch
    {
        Target.DestinationNat or Target.SourceNat or Target.Redirect => TrackingSwitch.On,
        // Only CONNMARK restores a mark; HMARK and SET --map-set read otherwise and are rare.
        Target.ForgetMark => TrackingSwitch.Unknown,
        Target.Unmodelled of => of.Text.Split(' ') is ["-j", var name, .. var arguments]
            ? OfTarget(name, arguments)
            : TrackingSwitch.Unknown,
        _ => TrackingSwitch.Off,
    };

    // xt_CT.c xt_ct_tg_check returns ahead of nf_ct_netns_get for --notrack (measured: fragments stay apart).
    private static TrackingSwitch OfTarget(string name, string[] arguments) => name == "CT"
        ? arguments.Contains("--notrack") ? TrackingSwitch.Off : TrackingSwitch.On
        : OfName(name);

    /// <summary>What a match or target of that name does; of CT it depends on its arguments, so that nobody knows.</summary>
    public static TrackingSwitch OfName(string name) =>
        On.Contains(name) ? TrackingSwitch.On : Off.Contains(name) ? TrackingSwitch.Off : TrackingSwitch.Unknown;
}
