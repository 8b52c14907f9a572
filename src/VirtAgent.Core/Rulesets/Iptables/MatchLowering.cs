using VirtAgent.Core.Packets;

namespace VirtAgent.Core.Rulesets.Iptables;

/// <summary>
/// Turns one iptables match into statements of the neutral ruleset. The two variants load headers differently: x_tables ends a
/// packet whose header is cut short, and answers no for later fragments (net/netfilter/xt_tcpudp.c, xt_multiport.c); iptables-nft
/// writes tcp and udp as payload expressions, which break off the rule instead and read a fragment's octets as if they were a
/// header (net/netfilter/nft_payload.c).
/// </summary>
/// <param name="family">Family of the rule.</param>
/// <param name="isLegacy">
/// Whether x_tables evaluates it; iptables-nft still hands it all modules but tcp, udp, mark and limit.
/// </param>
/// <param name="unknowns">What modules that are not modelled can do.</param>
internal sealed class MatchLowering(Family family, bool isLegacy, UnknownMatches unknowns)
{
    private static readonly Bits128 AllBits = Bits128.MaxValue;

    /// <summary>The statements of <paramref name="match"/>.</summary>
    /// <param name="match">The match.</param>
    /// <param name="protocol">The protocol the rule asks for, if any.</param>
    public IEnumerable<Statement> Lower(Match match, byte? protocol)
    {
        switch (match)
        {
            case Match.Comment:
                return [];
            case Match.Protocol of:
                return Protocol(of);
            case Match.Ports of:
                return Transport(Ports(of), of.Negated, OctetsOf(of, protocol), IsNative(protocol) && !of.IsList);
            case Match.TcpFlags of:
                return Transport(Flags(of), of.Negated, isLegacy ? 20 : 14, native: !isLegacy);
            case Match.IcmpType of:
                return Transport(Icmp(of), of.Negated, 8, native: false);
            default:
                return [new Statement.Match(Plain(match))];
        }
    }

    /// <summary>The condition of a match that reads no header that may be missing.</summary>
    public Condition Plain(Match match) => match switch
    {
        Match.InDevice of => Sign(new Condition.Device(true, of.Pattern), match),
        Match.OutDevice of => Sign(new Condition.Device(false, of.Pattern), match),
        Match.Source of => Sign(Masked(PacketField.Source, of.Mask), match),
        Match.Destination of => Sign(Masked(PacketField.Destination, of.Mask), match),
        Match.SourceRange of => Sign(Range(PacketField.Source, of.First, of.Last), match),
        Match.DestinationRange of => Sign(Range(PacketField.Destination, of.First, of.Last), match),
        Match.LaterFragment => Sign(new Condition.LaterFragment(), match),
        Match.Connection of => Sign(new Condition.State(of.States), match),
        Match.Mark of => Sign(new Condition.Test(PacketField.Mark, of.Mask, of.Value, of.Value), match),
        Match.SourceMac of =>
            new Condition.All([new Condition.Ethernet(), Sign(Is(PacketField.SourceMac, (long)of.Address.Bits), match)]),
        Match.AddressType of => Sign(new Condition.AddressKind(of.OfSource, of.Types), match),
        Match.Unmodelled of => unknowns.Of(of.Text),
        _ => throw new InvalidOperationException($"{match.GetType().Name} reads a header."),
    };

    private static Condition Sign(Condition plain, Match match) => match.Negated ? new Condition.Not(plain) : plain;

    private static Condition.Test Is(PacketField field, Bits128 value) => new Condition.Test(field, AllBits, value, value);

    private Condition Masked(PacketField field, AddressMask mask) =>
        mask.Family == family ? new Condition.Test(field, mask.Mask, mask.Value, mask.Value) : Condition.Never;

    private Condition Range(PacketField field, Address first, Address last) =>
        first.Family == family ? new Condition.Test(field, AllBits, first.Bits, last.Bits) : Condition.Never;

    /// <summary>IPv4 always has a protocol; IPv6 has one only where its extension headers lead to it.</summary>
    private IEnumerable<Statement> Protocol(Match.Protocol of)
    {
        var test = Sign(Is(PacketField.Protocol, of.Number), of);
        if (family == Family.IPv4) return [new Statement.Match(test)];
        var known = new Condition.Readable(0);
        var match = new Statement.Match(new Condition.All([known, test]));
        // net/ipv6/netfilter/ip6_tables.c ip6_packet_match: a chain of headers that is cut ends the packet. That it spares later
        // fragments never comes true, as ipv6_find_hdr tells the offset of those only whose protocol it has found (measured).
        return isLegacy ? [new Statement.Require(known), match] : [match];
    }

    private bool IsNative(byte? protocol) => !isLegacy && protocol is ProtocolNames.Tcp or ProtocolNames.Udp;

    /// <summary>What the module loads: a whole header for x_tables, but multiport's four octets.</summary>
    private int OctetsOf(Match.Ports of, byte? protocol)
    {
        if (of.IsList) return 4;
        if (IsNative(protocol)) return of.Side == PortSide.Source ? 2 : 4;
        return protocol switch
        {
            ProtocolNames.Tcp => 20,
            ProtocolNames.Sctp or ProtocolNames.Dccp => 12,
            _ => 8,
        };
    }

    private static IEnumerable<Statement> Transport(Condition plain, bool negated, int octets, bool native)
    {
        var test = negated ? new Condition.Not(plain) : plain;
        Condition readable = new Condition.Readable(octets), later = new Condition.LaterFragment();
        if (!native)
        {
            var first = new Condition.Not(later);
            return
            [
                new Statement.Require(new Condition.Any([later, readable])),
                new Statement.Match(new Condition.All([first, new Condition.Readable(0), test])),
            ];
        }

        // A match on every port is none to iptables-nft: nothing is loaded then.
        if (!negated && plain == Condition.Always)
            return [new Statement.Match(new Condition.Between(new Condition.All([new Condition.Not(later), readable]),
                Condition.Always))];
        return [new Statement.Match(new Condition.All([readable, test]))];
    }

    private static Condition Ports(Match.Ports of)
    {
        var ranges = new List<Condition>();
        foreach (var range in of.Ranges)
        {
            if (range is { First: 0, Last: ushort.MaxValue }) return Condition.Always;
            if (of.Side != PortSide.Destination)
                ranges.Add(new Condition.Test(PacketField.SourcePort, AllBits, range.First, range.Last));
            if (of.Side != PortSide.Source)
                ranges.Add(new Condition.Test(PacketField.DestinationPort, AllBits, range.First, range.Last));
        }

        return ranges.Count == 1 ? ranges[0] : new Condition.Any(ranges);
    }

    private static Condition.Test Flags(Match.TcpFlags of) =>
        new Condition.Test(PacketField.TcpFlags, of.Mask, of.Comparison, of.Comparison);

    private static Condition Icmp(Match.IcmpType of) => of.Type is not { } type ? Condition.Always : new Condition.All(
        [Is(PacketField.IcmpType, type), new Condition.Test(PacketField.IcmpCode, AllBits, of.FirstCode, of.LastCode)]);
}
