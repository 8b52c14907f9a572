using VirtAgent.Core.Packets;

namespace VirtAgent.SystemTests.Kernel;

/// <summary>Random conditions of rules, as iptables-restore takes them: every kind that must be modelled exactly.</summary>
/// <param name="random">Where they come from.</param>
/// <param name="family">Which tool they are for.</param>
/// <param name="atoms">Values to speak of.</param>
/// <param name="withUnmodelled">Whether conditions that nobody models are mixed in.</param>
internal sealed class RandomMatches(Random random, Family family, Atoms atoms, bool withUnmodelled)
{
    private const double Negation = 0.25;

    private static readonly string[] InPatterns = ["virbr0", "virbr1", "virbr10", "ext0", "virbr+", "virbr1+", "ext+", "gone0"];
    private static readonly string[] Flags = ["FIN", "SYN", "RST", "PSH", "ACK", "URG"];
    private static readonly string[] States = ["NEW", "INVALID", "UNTRACKED", "ESTABLISHED", "RELATED"];
    private static readonly string[] Types4 =
        ["LOCAL", "UNICAST", "BROADCAST", "MULTICAST", "BLACKHOLE", "UNREACHABLE", "PROHIBIT", "UNSPEC"];
    // ANYCAST and UNREACHABLE are left undecided where there are policy rules, so they are among the unmodelled.
    private static readonly string[] Types6 = ["LOCAL", "UNICAST", "MULTICAST"];
    private static readonly string[] Icmp4 =
        ["8", "0", "3", "3/1", "11", "13", "any", "echo-request", "echo-reply", "8/1", "5/0", "network-unreachable"];
    private static readonly string[] Icmp6 =
        ["128", "129", "1", "1/4", "135", "139", "echo-request", "echo-reply", "3/0", "neighbour-advertisement"];

    private static readonly string[] Comments =
    [
        "plain", "two words", "a \\\"quoted\\\" word", "back\\\\slash", "-j DROP", "# no comment",
        "! -i ext0", ":FORWARD DROP", "it's", "COMMIT",
    ];

    /// <summary>The conditions of one rule of a chain that is entered from one built-in chain, or from several.</summary>
    /// <param name="hook">The built-in chain, or null for several.</param>
    /// <param name="protocol">Protocol the rule must be for, or null to draw one.</param>
    public string Draw(string? hook, string? protocol = null)
    {
        var parts = new List<string>();
        if (hook != "POSTROUTING" && random.Chance(0.25)) parts.Add(random.MaybeNot(Negation, $"-i {random.Pick(InPatterns)}"));
        if (hook != "PREROUTING" && random.Chance(0.25)) parts.Add(random.MaybeNot(Negation, $"-o {random.Pick(InPatterns)}"));
        if (random.Chance(0.2)) parts.Add(random.MaybeNot(Negation, $"-s {atoms.Mask}"));
        if (random.Chance(0.25)) parts.Add(random.MaybeNot(Negation, $"-d {atoms.Mask}"));
        if (family == Family.IPv4 && random.Chance(0.03)) parts.Add(random.MaybeNot(0.7, "-f"));
        if (protocol is not null || random.Chance(0.5))
            parts.Add(ProtocolMatch(protocol ?? random.Pick(["tcp", "tcp", "udp", "icmp", "other"])));
        if (random.Chance(0.3)) parts.Add(Module());
        if (random.Chance(0.08)) parts.Add(Module());
        if (withUnmodelled && random.Chance(0.25)) parts.Add(Unmodelled());
        if (random.Chance(0.1)) parts.Add($"-m comment --comment \"{random.Pick(Comments)}\"");
        return string.Join(' ', parts);
    }

    private string ProtocolMatch(string protocol) => protocol switch
    {
        "tcp" or "udp" when random.Chance(0.3) => $"-p {protocol} {MultiPort()}",
        "tcp" => $"-p tcp{Join(PortMatches("tcp"))}{(random.Chance(0.3) ? " -m tcp " + TcpFlags() : "")}",
        "udp" => $"-p udp{Join(PortMatches("udp"))}",
        "icmp" when random.Chance(0.3) => family == Family.IPv4 ? "-p icmp" : "-p ipv6-icmp",
        "icmp" when family == Family.IPv4 => "-p icmp -m icmp " + random.MaybeNot(Negation, $"--icmp-type {random.Pick(Icmp4)}"),
        "icmp" => "-p ipv6-icmp -m icmp6 " + random.MaybeNot(Negation, $"--icmpv6-type {random.Pick(Icmp6)}"),
        _ => random.MaybeNot(0.5, $"-p {random.Pick(["tcp", "udp", "47", "99", "132"])}"),
    };

    private string PortMatches(string protocol)
    {
        var parts = new List<string>();
        if (random.Chance(0.25)) parts.Add(random.MaybeNot(Negation, $"--sport {atoms.Ports}"));
        if (random.Chance(0.7)) parts.Add(random.MaybeNot(Negation, $"--dport {atoms.Ports}"));
        return parts.Count == 0 ? "" : $"-m {protocol} {string.Join(' ', parts)}";
    }

    private string TcpFlags()
    {
        if (random.Chance(0.3)) return random.MaybeNot(Negation, "--syn");
        var mask = Flags.Where(_ => random.Chance(0.5)).DefaultIfEmpty("SYN").ToList();
        var set = mask.Where(_ => random.Chance(0.4)).DefaultIfEmpty("NONE");
        return random.MaybeNot(Negation, $"--tcp-flags {string.Join(',', mask)} {string.Join(',', set)}");
    }

    private string MultiPort()
    {
        var ports = Enumerable.Range(0, 1 + random.Next(4)).Select(_ => atoms.Ports);
        var side = random.Pick(["--sports", "--dports", "--ports"]);
        return $"-m multiport {random.MaybeNot(Negation, $"{side} {string.Join(',', ports)}")}";
    }

    private string Module() => random.Next(6) switch
    {
        0 when random.Chance(0.1) => "-m conntrack " + random.MaybeNot(Negation, $"--ctstate {SomeStates(["DNAT", "SNAT"])}"),
        0 => "-m conntrack " + random.MaybeNot(Negation, $"--ctstate {SomeStates(States)}"),
        1 => "-m state " + random.MaybeNot(Negation, $"--state {SomeStates(States)}"),
        2 => "-m mark " + random.MaybeNot(Negation, "--mark " + Mark()),
        3 => $"-m addrtype {random.MaybeNot(Negation, random.Pick(["--src-type", "--dst-type"]) + " " + SomeTypes())}",
        4 => "-m iprange " + random.MaybeNot(Negation, "--dst-range " + atoms.AddressRange),
        _ => "-m iprange " + random.MaybeNot(Negation, "--src-range " + atoms.AddressRange)
            + (random.Chance(0.3) ? " " + random.MaybeNot(Negation, "--dst-range " + atoms.AddressRange) : ""),
    };

    /// <summary>A mark, or a mark and a mask.</summary>
    public string Mark() => random.Pick(
        ["0x0", "0x1", "0x2", "0x11", "0x1/0x1", "0x0/0x1", "0x10/0x10", "0x2/0xf", "0x0/0xff", "0x80000000/0x80000001"]);

    private string Unmodelled() => random.Pick(
    [
        "-m limit --limit 2/min --limit-burst 3", "-m statistic --mode random --probability 0.5",
        "-m statistic --mode nth --every 2 --packet 0",
        "-m length --length 0:40", "-m length ! --length 48", "-m pkttype --pkt-type unicast",
        "-m pkttype ! --pkt-type multicast",
        family == Family.IPv4 ? "-m ttl --ttl-gt 10" : "-m hl --hl-gt 10",
        family == Family.IPv4 ? "-m ttl --ttl-eq 5" : "-m hl ! --hl-eq 64",
        family == Family.IPv4 ? "-m tos --tos 0x00" : "-m addrtype --src-type UNREACHABLE,ANYCAST",
        "-m dscp --dscp 0x08", "-m cpu --cpu 0", "-m conntrack --ctproto 6", "-m connmark --mark 0x0", "-m connmark ! --mark 0x1",
    ]);

    private string SomeStates(string[] from) => string.Join(',', from.Where(_ => random.Chance(0.4)).DefaultIfEmpty(from[0]));

    private string SomeTypes()
    {
        var types = family == Family.IPv4 ? Types4 : Types6;
        return string.Join(',', types.Where(_ => random.Chance(0.2)).DefaultIfEmpty(random.Pick(types)));
    }

    private static string Join(string part) => part.Length == 0 ? "" : " " + part;
}
