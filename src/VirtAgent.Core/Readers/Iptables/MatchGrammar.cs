using VirtAgent.Core.Packets;
using VirtAgent.Core.Rulesets;

namespace VirtAgent.Core.Readers.Iptables;

/// <summary>The options of iptables that are modelled, by the module they belong to (iptables/extensions/libxt_*.c).</summary>
internal static class MatchGrammar
{
    private static readonly byte[] Tcp = [ProtocolNames.Tcp];
    private static readonly byte[] WithPorts =
        [ProtocolNames.Tcp, ProtocolNames.Udp, ProtocolNames.UdpLite, ProtocolNames.Sctp, ProtocolNames.Dccp];

    /// <summary><c>-p</c>.</summary>
    public static readonly MatchOption Protocol = new(1, HeaderMatches.Protocol);

    /// <summary>Options that belong to no module, by their short name.</summary>
    public static readonly IReadOnlyDictionary<string, MatchOption> Generic = new Dictionary<string, MatchOption>
    {
        ["-i"] = new(1, value => new Match.InDevice(DevicePattern.Parse(value.First), value.Negated)),
        ["-o"] = new(1, value => new Match.OutDevice(DevicePattern.Parse(value.First), value.Negated)),
        ["-s"] = new(1, value => HeaderMatches.Mask(value) is { } mask ? new Match.Source(mask, value.Negated) : null),
        ["-d"] = new(1, value => HeaderMatches.Mask(value) is { } mask ? new Match.Destination(mask, value.Negated) : null),
        ["-p"] = Protocol,
        ["-f"] = new(0, value => new Match.LaterFragment(value.Negated)) { Only = Family.IPv4 },
    };

    /// <summary>Options by module.</summary>
    public static readonly IReadOnlyDictionary<string, IReadOnlyDictionary<string, MatchOption>> Modules =
        new Dictionary<string, IReadOnlyDictionary<string, MatchOption>>(StringComparer.Ordinal)
        {
            ["tcp"] = With(Ports(ProtocolNames.Tcp),
                ("--tcp-flags", new(2, TransportMatches.Flags) { Protocols = Tcp }),
                ("--syn", new(0, value => TransportMatches.OpensConnection(value.Negated)) { Protocols = Tcp })),
            ["udp"] = Ports(ProtocolNames.Udp),
            ["udplite"] = Ports(ProtocolNames.UdpLite),
            ["sctp"] = Ports(ProtocolNames.Sctp),
            ["dccp"] = Ports(ProtocolNames.Dccp),
            ["multiport"] = Of(
                ("--sports", PortList(PortSide.Source)), ("--source-ports", PortList(PortSide.Source)),
                ("--dports", PortList(PortSide.Destination)), ("--destination-ports", PortList(PortSide.Destination)),
                ("--ports", PortList(PortSide.Either))),
            ["icmp"] = Of(("--icmp-type", Icmp(ProtocolNames.Icmp, Family.IPv4))),
            ["icmp6"] = Of(("--icmpv6-type", Icmp(ProtocolNames.IcmpV6, Family.IPv6))),
            ["iprange"] = Of(
                ("--src-range", new(1, value => HeaderMatches.Range(value) is { } range
                    ? new Match.SourceRange(range.First, range.Last, value.Negated) : null)),
                ("--dst-range", new(1, value => HeaderMatches.Range(value) is { } range
                    ? new Match.DestinationRange(range.First, range.Last, value.Negated) : null))),
            ["conntrack"] = Of(("--ctstate", new(1, value => StateMatches.Connection(value, withTranslations: true)))),
            ["state"] = Of(("--state", new(1, value => StateMatches.Connection(value, withTranslations: false)))),
            ["mark"] = Of(("--mark", new(1, StateMatches.Mark))),
            ["mac"] = Of(("--mac-source", new(1, HeaderMatches.SourceMac))),
            ["addrtype"] = Of(
                ("--src-type", new(1, value => StateMatches.AddressType(value, ofSource: true))),
                ("--dst-type", new(1, value => StateMatches.AddressType(value, ofSource: false)))),
            ["comment"] = Of(("--comment", new(1, value => value.Negated ? null : new Match.Comment(value.First)))),
        };

    /// <summary>The short name of a generic option; any other as it is.</summary>
    public static string ShortName(string option) => option switch
    {
        "--in-interface" => "-i",
        "--out-interface" => "-o",
        "--source" => "-s",
        "--destination" => "-d",
        "--protocol" => "-p",
        "--fragment" => "-f",
        "--match" => "-m",
        "--jump" => "-j",
        "--goto" => "-g",
        _ => option,
    };

    /// <summary>Whether <paramref name="token"/> is an option that belongs to no module.</summary>
    public static bool IsGeneric(Token token) =>
        token.IsOption && ShortName(token.Text) is var name && (name is "-m" or "-j" or "-g" || Generic.ContainsKey(name));

    /// <summary>Whether such an option, perhaps negated, begins at <paramref name="cursor"/>.</summary>
    public static bool BeginsGeneric(TokenCursor cursor) => IsGeneric(cursor.Current.Is("!") ? cursor.Next : cursor.Current);

    /// <summary>The module that iptables loads for a protocol by itself, or null.</summary>
    public static string? ModuleOf(byte? protocol) => protocol switch
    {
        ProtocolNames.Tcp => "tcp",
        ProtocolNames.Udp => "udp",
        ProtocolNames.UdpLite => "udplite",
        ProtocolNames.Sctp => "sctp",
        ProtocolNames.Dccp => "dccp",
        ProtocolNames.Icmp => "icmp",
        ProtocolNames.IcmpV6 => "icmp6",
        _ => null,
    };

    /// <summary>
    /// What a module says without any option. The transport modules still refuse a later fragment (tcp_mt, udp_mt:
    /// net/netfilter/xt_tcpudp.c), as any port does. Null when it says nothing that is known.
    /// </summary>
    public static Match? WithoutOptions(string module, byte? protocol, Family family) => module switch
    {
        "tcp" or "udp" or "udplite" or "sctp" or "dccp" when module == ModuleOf(protocol) => TransportMatches.AnyPort,
        "icmp" when protocol == ProtocolNames.Icmp && family == Family.IPv4 => IcmpMatches.Any,
        _ => null,
    };

    private static MatchOption Icmp(byte protocol, Family family) =>
        new(1, IcmpMatches.Type) { Protocols = [protocol], Only = family };

    private static MatchOption PortList(PortSide side) =>
        new(1, value => TransportMatches.List(value, side)) { Protocols = WithPorts };

    private static Dictionary<string, MatchOption> Ports(byte protocol)
    {
        MatchOption source = new(1, value => TransportMatches.Range(value, PortSide.Source)) { Protocols = [protocol] };
        MatchOption destination = new(1, value => TransportMatches.Range(value, PortSide.Destination)) { Protocols = [protocol] };
        return Of(("--sport", source), ("--source-port", source), ("--dport", destination), ("--destination-port", destination));
    }

    private static Dictionary<string, MatchOption> Of(params ReadOnlySpan<(string Name, MatchOption Option)> options) =>
        With([], options);

    private static Dictionary<string, MatchOption> With(
        Dictionary<string, MatchOption> known, params ReadOnlySpan<(string Name, MatchOption Option)> more)
    {
        foreach (var (name, option) in more) known.Add(name, option);
        return known;
    }
}
