using VirtAgent.Core.Packets;
using VirtAgent.Core.Routing;
using VirtAgent.Core.Text;

namespace VirtAgent.Core.Readers.Iproute;

/// <summary>Reads <c>ip -j -4|-6 route show table all</c> (iproute2 ip/iproute.c, print_route).</summary>
public static class IpRouteReader
{
    /// <summary>
    /// Reads the routes of all tables of <paramref name="family"/>. Without -4, "table all" prints IPv6 too, as in hosts that
    /// were recorded before: such routes are taken for what they are.
    /// </summary>
    /// <exception cref="ReadException">It is malformed, or a destination cannot be one.</exception>
    public static IReadOnlyList<Route> Read(string json, Family family) => SafeJson.ReadArray(
        json, $"The output of ip -j -{(family == Family.IPv4 ? 4 : 6)} route show", fields => Route(fields, family));

    private static Route Route(JsonFields fields, Family family)
    {
        // The kernel gives every route of IPv6 a router preference (rt6_fill_node, net/ipv6/route.c), and none of IPv4.
        if (fields.Has("pref")) family = Family.IPv6;
        var hops = fields.Objects("nexthops") ?? [fields];
        var type = Type(fields.Text("type"));
        // ip6 attaches a rejecting route to lo, which is not where packets go.
        var rejects = type is RouteType.Blackhole or RouteType.Unreachable or RouteType.Prohibit or RouteType.Throw;
        List<string> devices = rejects ? [] : [.. hops.Select(hop => hop.Text("dev")).OfType<string>()];
        if (type == RouteType.Unicast && (devices.Count < hops.Count || IsConditional(fields))) type = RouteType.Unknown;
        return new Route(
            type,
            Range(fields, "dst", family) ?? throw fields.Lacks("dst"),
            fields.TextOrNumber("table") ?? "main",
            devices,
            fields.Number("metric") ?? 0,
            Range(fields, "from", family),
            hops.Count > 0 && hops.All(hop => hop.Lists("flags", "dead")),
            fields.Raw)
        {
            HasGateway = hops.Any(hop => hop.Has("gateway") || hop.Has("via")),
        };
    }

    /// <summary>
    /// Whether a route holds more than its destination says: only for one type of service, or through an encapsulation that
    /// sends packets somewhere else. So does a nexthop object that is printed by its number alone (nexthop_compat_mode=0).
    /// </summary>
    private static bool IsConditional(JsonFields fields) => fields.Has("tos") || fields.Has("encap");

    private static AddressMask? Range(JsonFields fields, string name, Family family)
    {
        if (fields.Text(name) is not { } text) return null;
        if (text is "default" or "all") return AddressMask.Any(family);
        return AddressMask.TryParse(text, out var range) && range.Family == family ? range : throw fields.Wrong(name);
    }

    private static RouteType Type(string? type) => type switch
    {
        null or "unicast" => RouteType.Unicast,
        "local" => RouteType.Local,
        "broadcast" => RouteType.Broadcast,
        "anycast" => RouteType.Anycast,
        "multicast" => RouteType.Multicast,
        "blackhole" => RouteType.Blackhole,
        "unreachable" => RouteType.Unreachable,
        "prohibit" => RouteType.Prohibit,
        "throw" => RouteType.Throw,
        _ => RouteType.Unknown,
    };
}
