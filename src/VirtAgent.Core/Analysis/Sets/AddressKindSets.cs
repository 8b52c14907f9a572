using VirtAgent.Core.Analysis.Path;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Routing;

namespace VirtAgent.Core.Analysis.Sets;

/// <summary>
/// What the routing tables say of addresses, as sets: their kinds (xt_addrtype.c) and the way back to them (xt_rpfilter.c).
/// </summary>
/// <param name="space">The space.</param>
/// <param name="routes">Its routes.</param>
internal sealed class AddressKindSets(PacketSpace space, RouteSets routes)
{
    /// <summary>Packets whose address in <paramref name="field"/> is of one of <paramref name="types"/>.</summary>
    public Bounds Of(Field field, IReadOnlyList<RouteType> types) => space.Family == Family.IPv4
        ? types.Aggregate(Bounds.Exactly(space.None), (set, type) => set | AddressType4(field, type))
        : AddressType6(field, types);

    /// <summary>
    /// Packets whose source has a way back: out of the device they came in on, or out of any when <paramref name="loose"/>. What
    /// comes from nowhere in particular, or goes to a group, is answered apart and left open here.
    /// </summary>
    public Bounds Back(bool loose)
    {
        var ordinary = !space.Within(space.Source, space.Family == Family.IPv4 ? Nowhere4 : Nowhere6)
            & !space.Within(space.Destination, SpecialAddresses.Multicast(space.Family));
        var reverse = routes.Reverse();
        return new Bounds(reverse.Certain & ordinary, (loose ? space.All : reverse.Possible) | !ordinary);
    }

    private static readonly AddressMask Nowhere4 = AddressMask.Prefix(Address.Parse("0.0.0.0"), 8);
    private static readonly AddressMask Nowhere6 = AddressMask.Prefix(Address.Parse("::"), 128);

    /// <summary>
    /// The one type of an address (fib_frontend.c __inet_dev_addr_type): multicast and broadcast by the address, then what the
    /// local table says, else unicast, also where another table rejects it.
    /// </summary>
    private Bounds AddressType4(Field field, RouteType type)
    {
        var multicast = space.Within(field, SpecialAddresses.Multicast(Family.IPv4));
        var special = space.WithinAny(field, SpecialAddresses.Broadcast(Family.IPv4));
        var local = routes.Typed(RouteType.Local, field);
        var broadcast = special | routes.Typed(RouteType.Broadcast, field);
        return (type, routes.RoutesRead) switch
        {
            (RouteType.Unknown, _) => new Bounds(space.None, space.All),
            (RouteType.Multicast, _) => Bounds.Exactly(multicast),
            (RouteType.Local, true) => Bounds.Exactly(local - multicast - special),
            (RouteType.Broadcast, true) => Bounds.Exactly(broadcast - multicast),
            (RouteType.Unicast, true) => Bounds.Exactly(!(multicast | broadcast | local)),
            (_, true) => Bounds.Exactly(space.None),
            (RouteType.Local, false) => new Bounds(local, space.All - multicast),
            _ => new Bounds(space.None, space.All),
        };
    }

    /// <summary>
    /// xt_addrtype.c match_type6: MULTICAST and UNICAST are read off the address and must hold beside any of the routed types.
    /// </summary>
    private Bounds AddressType6(Field field, IReadOnlyList<RouteType> types)
    {
        var bounds = Bounds.Exactly(space.All);
        if (types.Contains(RouteType.Multicast))
            bounds &= Bounds.Exactly(space.Within(field, SpecialAddresses.Multicast(Family.IPv6)));
        if (types.Contains(RouteType.Unicast)) bounds -= Bounds.Exactly(space.WithinAny(field, SpecialAddresses.NotUnicast));
        var routed = types.Where(type => type is not (RouteType.Multicast or RouteType.Unicast)).ToList();
        if (routed.Count == 0) return bounds;
        return bounds & routed.Aggregate(Bounds.Exactly(space.None), (set, type) => set | type switch
        {
            RouteType.Local when routes.RoutesRead => Bounds.Exactly(routes.Typed(type, field)),
            RouteType.Anycast when routes.RoutesRead => Bounds.Exactly(routes.Typed(type, field) | routes.SubnetRouters(field)),
            RouteType.Local => new Bounds(routes.Typed(type, field), space.All),
            _ => new Bounds(space.None, space.All),
        });
    }
}
