using VirtAgent.Core.Analysis.Path;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Routing;
using VirtAgent.Core.Rulesets;

namespace VirtAgent.Core.Analysis.Sets;

/// <summary>
/// Turns the matches of a rule into the set of packets they hold for, as bounds where the kernel's answer is not known.
/// </summary>
internal sealed class MatchSets
{
    private readonly PacketSpace _space;
    private readonly DeviceIndex _devices;
    private readonly RouteSets _routes;
    private readonly bool _tracked;
    private readonly PacketSet _firstFragment;

    /// <param name="space">The space.</param>
    /// <param name="devices">Its devices.</param>
    /// <param name="routes">Its routes, for addrtype.</param>
    /// <param name="tracked">Whether connection tracking is on, so that packets are reassembled before any rule.</param>
    public MatchSets(PacketSpace space, DeviceIndex devices, RouteSets routes, bool tracked)
    {
        (_space, _devices, _routes, _tracked) = (space, devices, routes, tracked);
        _firstFragment = space.Is(space.LaterFragment, 0);
    }

    /// <summary>The packets <paramref name="rule"/> matches.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="backend">Where it lives: the two read later fragments differently.</param>
    /// <param name="routed">Whether the packet has been routed, so that <c>-o</c> has a meaning.</param>
    public Bounds Of(Rule rule, Backend backend, bool routed)
    {
        var matched = Bounds.Exactly(_space.All);
        List<Bounds>? mergeable = null;
        foreach (var match in rule.Matches)
        {
            var one = Of(match, backend, routed);
            if (rule.MergedNegations && match.Negated && IsPayload(match)) (mergeable ??= []).Add(one);
            else matched &= one;
            if (matched.IsEmpty) return matched;
        }

        return mergeable is null ? matched : matched & Merged(mergeable);
    }

    /// <summary>Certain when all of them hold, possible when one does.</summary>
    private Bounds Merged(IEnumerable<Bounds> negations)
    {
        PacketSet all = _space.All, any = _space.None;
        foreach (var negation in negations) (all, any) = (all & negation.Certain, any | negation.Possible);
        return new Bounds(all, any);
    }

    /// <summary>
    /// Whether iptables-nft reads the field from the packet's bytes and so may have merged it with its neighbour.
    /// </summary>
    private static bool IsPayload(Match match) =>
        match is Match.Source or Match.Destination or Match.Protocol or Match.Ports or Match.TcpFlags or Match.IcmpType;

    private Bounds Of(Match match, Backend backend, bool routed) => match switch
    {
        Match.InDevice device => Exactly(Device(_space.In, device.Pattern), match),
        Match.OutDevice device when routed => Exactly(Device(_space.Out, device.Pattern), match),
        Match.OutDevice device => Exactly(device.Pattern is { Wildcard: true, Name: "" } ? _space.All : _space.None, match),
        Match.Source source => Exactly(_space.Within(_space.Source, source.Mask), match),
        Match.Destination destination => Exactly(_space.Within(_space.Destination, destination.Mask), match),
        Match.SourceRange range => Exactly(Range(_space.Source, range.First, range.Last), match),
        Match.DestinationRange range => Exactly(Range(_space.Destination, range.First, range.Last), match),
        Match.Protocol protocol => Exactly(_space.Is(_space.Protocol, protocol.Number), match),
        Match.LaterFragment => Exactly(!_firstFragment, match),
        Match.Ports ports => Transport(Ports(ports), _space.HasPorts, match, backend),
        Match.TcpFlags flags => Transport(
            _space.Masked(_space.TcpFlags, flags.Comparison, flags.Mask) & ComparisonFits(flags), Protocol(ProtocolNames.Tcp),
                match, backend),
        Match.IcmpType icmp => Transport(Icmp(icmp), Protocol(IcmpNumber), match, backend),
        Match.Connection connection => Exactly(Connection(connection.States), match),
        Match.Mark mark => Exactly((mark.Value & ~mark.Mask) != 0
            ? _space.None
            : _space.Masked(_space.Mark, mark.Value, mark.Mask), match),
        Match.SourceMac mac => Exactly(_space.Is(_space.SourceMac, (long)mac.Address.Bits), match),
        Match.AddressType type => AddressType(type),
        Match.Comment => Bounds.Exactly(_space.All),
        _ => new Bounds(_space.None, _space.All),
    };

    private byte IcmpNumber => _space.Family == Family.IPv4 ? ProtocolNames.Icmp : ProtocolNames.IcmpV6;

    private static Bounds Exactly(PacketSet plain, Match match) => Bounds.Exactly(match.Negated ? !plain : plain);

    /// <summary>
    /// A match on the transport header. x_tables answers no for a later fragment, negated or not (xt_tcpudp.c); nf_tables reads
    /// the fragment's payload as if it were the header (facts: netfilter 2.3), so there it may hold.
    /// </summary>
    private Bounds Transport(PacketSet plain, PacketSet ofProtocol, Match match, Backend backend)
    {
        var holds = (match.Negated ? !plain : plain) & ofProtocol & _firstFragment;
        return backend == Backend.Legacy || _tracked
            ? Bounds.Exactly(holds)
            : new Bounds(holds, holds | (ofProtocol - _firstFragment));
    }

    private PacketSet Device(Field field, DevicePattern pattern) =>
        pattern is { Wildcard: true, Name: "" } ? _space.All : _devices.Where(_space, field, link => pattern.Covers(link.Name));

    private PacketSet Range(Field field, Address first, Address last) =>
        first.Family == _space.Family ? _space.Between(field, first.Bits, last.Bits) : _space.None;

    private PacketSet Protocol(byte number) => _space.Is(_space.Protocol, number);

    private PacketSet ComparisonFits(Match.TcpFlags flags) => (flags.Comparison & ~flags.Mask) == 0 ? _space.All : _space.None;

    private PacketSet Ports(Match.Ports ports)
    {
        var set = _space.None;
        foreach (var range in ports.Ranges)
        {
            if (ports.Side != PortSide.Destination) set |= _space.Between(_space.SourcePort, range.First, range.Last);
            if (ports.Side != PortSide.Source) set |= _space.Between(_space.DestinationPort, range.First, range.Last);
        }

        return set;
    }

    private PacketSet Icmp(Match.IcmpType icmp) => icmp.Type is { } type
        ? _space.Between(_space.DestinationPort, (type << 8) | icmp.FirstCode, (type << 8) | icmp.LastCode)
        : _space.All;

    private PacketSet Connection(ConnectionStates states)
    {
        var set = _space.OneOf(_space.State, StateCode.Of(states));
        return states.HasFlag(ConnectionStates.DestinationNat) ? set | _space.Is(_space.Translated, 1) : set;
    }

    private Bounds AddressType(Match.AddressType match)
    {
        var field = match.OfSource ? _space.Source : _space.Destination;
        var bounds = _space.Family == Family.IPv4
            ? match.Types.Aggregate(Bounds.Exactly(_space.None), (set, type) => set | AddressType4(field, type))
            : AddressType6(field, match.Types);
        return match.Negated ? Bounds.Exactly(_space.All) - bounds : bounds;
    }

    /// <summary>
    /// The one type of an address (fib_frontend.c __inet_dev_addr_type): multicast and broadcast by the address, then what the
    /// local table says, else unicast, also where another table rejects it.
    /// </summary>
    private Bounds AddressType4(Field field, RouteType type)
    {
        var multicast = _space.Within(field, SpecialAddresses.Multicast(Family.IPv4));
        var special = _space.WithinAny(field, SpecialAddresses.Broadcast(Family.IPv4));
        var local = _routes.Typed(RouteType.Local, field);
        var broadcast = special | _routes.Typed(RouteType.Broadcast, field);
        return (type, _routes.RoutesRead) switch
        {
            (RouteType.Unknown, _) => new Bounds(_space.None, _space.All),
            (RouteType.Multicast, _) => Bounds.Exactly(multicast),
            (RouteType.Local, true) => Bounds.Exactly(local - multicast - special),
            (RouteType.Broadcast, true) => Bounds.Exactly(broadcast - multicast),
            (RouteType.Unicast, true) => Bounds.Exactly(!(multicast | broadcast | local)),
            (_, true) => Bounds.Exactly(_space.None),
            (RouteType.Local, false) => new Bounds(local, _space.All - multicast),
            _ => new Bounds(_space.None, _space.All),
        };
    }

    /// <summary>
    /// xt_addrtype.c match_type6: MULTICAST and UNICAST are read off the address and must hold beside any of the routed types.
    /// </summary>
    private Bounds AddressType6(Field field, IReadOnlyList<RouteType> types)
    {
        var bounds = Bounds.Exactly(_space.All);
        if (types.Contains(RouteType.Multicast))
            bounds &= Bounds.Exactly(_space.Within(field, SpecialAddresses.Multicast(Family.IPv6)));
        if (types.Contains(RouteType.Unicast)) bounds -= Bounds.Exactly(_space.WithinAny(field, SpecialAddresses.NotUnicast));
        var routed = types.Where(type => type is not (RouteType.Multicast or RouteType.Unicast)).ToList();
        if (routed.Count == 0) return bounds;
        return bounds & routed.Aggregate(Bounds.Exactly(_space.None), (set, type) => set | type switch
        {
            RouteType.Local when _routes.RoutesRead => Bounds.Exactly(_routes.Typed(type, field)),
            RouteType.Anycast when _routes.RoutesRead =>
                Bounds.Exactly(_routes.Typed(type, field) | _routes.SubnetRouters(field)),
            RouteType.Local => new Bounds(_routes.Typed(type, field), _space.All),
            _ => new Bounds(_space.None, _space.All),
        });
    }
}
