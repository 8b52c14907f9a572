using VirtAgent.Core.Analysis.Path;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Routing;

namespace VirtAgent.Core.Analysis.Walks;

/// <summary>
/// What xt_addrtype calls an address (net/netfilter/xt_addrtype.c). The two families answer differently, as measured on 6.18:
/// IPv4 asks for the one type of the local table's route, and a route that rejects reads as UNICAST; IPv6 tests MULTICAST and
/// UNICAST by the address alone, a local address being UNICAST too.
/// </summary>
internal sealed class AddressTypes(Host host, Family family, RouteTables tables, RouteLookup lookup)
{
    private static readonly AddressMask Multicast4 = AddressMask.Prefix(Address.Parse("224.0.0.0"), 4);
    private static readonly AddressMask Multicast6 = AddressMask.Prefix(Address.Parse("ff00::"), 8);
    private static readonly AddressMask Mapped = new(Family.IPv6, 0xffff_0000_0000, ~(Bits128)uint.MaxValue);

    /// <summary>Whether <paramref name="address"/> is of one of <paramref name="types"/>.</summary>
    public Truth Holds(Address address, IReadOnlyList<RouteType> types)
    {
        if (types.Contains(RouteType.Unknown)) return Truth.Unknown;
        return family == Family.IPv4 ? HoldsIPv4(address, types) : HoldsIPv6(address, types);
    }

    private Truth HoldsIPv4(Address address, IReadOnlyList<RouteType> types)
    {
        var type = address.Bits == 0 || address.Bits == uint.MaxValue ? RouteType.Broadcast
            : Multicast4.Contains(address) ? RouteType.Multicast
            : IsOwn(address) ? RouteType.Local
            : tables.Read ? RoutedType(address)
            : RouteType.Unknown;
        return type == RouteType.Unknown ? Truth.Unknown : Truths.Of(types.Contains(type));
    }

    private RouteType RoutedType(Address address) => tables.LocalType(address) switch
    {
        { } type and (RouteType.Local or RouteType.Broadcast or RouteType.Anycast or RouteType.Multicast) => type,
        _ => RouteType.Unicast,
    };

    private Truth HoldsIPv6(Address address, IReadOnlyList<RouteType> types)
    {
        var multicast = Multicast6.Contains(address);
        if (types.Contains(RouteType.Multicast) && !multicast) return Truth.No;
        if (types.Contains(RouteType.Unicast) && (multicast || address.Bits == 0 || Mapped.Contains(address))) return Truth.No;

        Truth? routed = null;
        foreach (var type in types)
        {
            if (type is RouteType.Multicast or RouteType.Unicast) continue;
            var holds = type switch
            {
                RouteType.Local when IsOwn(address) => Truth.Yes,
                RouteType.Local when tables.Read => Truths.Of(tables.LocalType(address) == type),
                RouteType.Anycast when tables.Read => Truths.Of(tables.LocalType(address) == type).Or(IsSubnetRouter(address)),
                RouteType.Unreachable => IsUnreachable(address),
                // Routes were not read; or a type that ip6tables refuses.
                _ => Truth.Unknown,
            };
            routed = (routed ?? Truth.No).Or(holds);
        }

        return routed ?? Truth.Yes;
    }

    private bool IsOwn(Address address) => host.Addresses.Any(own => own.Local == address);

    private Truth IsUnreachable(Address address) => ByRoute(
        address, route => route?.Type is null or RouteType.Blackhole or RouteType.Unreachable or RouteType.Prohibit);

    /// <summary>
    /// The first address of a range on a device is the subnet-router anycast (include/net/ip6_route.h ipv6_anycast_destination).
    /// </summary>
    private Truth IsSubnetRouter(Address address) =>
        ByRoute(address, route => route is { Type: RouteType.Unicast, HasGateway: false }
        && route.Destination.First == address && route.Destination.PrefixLength < 127);

    /// <summary>What holds for the route an address has beyond the local table, or for none.</summary>
    private Truth ByRoute(Address address, Func<Route?, bool> holds)
    {
        if (tables.LocalType(address) is not null) return Truth.No;
        if (!tables.Read || lookup.HasCustomRules) return Truth.Unknown;
        foreach (var table in (ReadOnlySpan<string>)[RouteTables.Main, RouteTables.Default])
        {
            var best = tables.Best(table, new Address(family, 0), address);
            if (best.Count > 0 && best[0].Type != RouteType.Throw) return Truths.Of(holds(best[0]));
        }

        return Truths.Of(holds(null));
    }
}
