using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Routing;

namespace VirtAgent.Core.Analysis.Walks;

/// <summary>
/// The routes of one family by table. Where they were not read, those that the kernel makes of the devices' addresses stand in.
/// </summary>
internal sealed class RouteTables
{
    /// <summary>Table 255: the host's own addresses and broadcasts.</summary>
    public const string Local = "local";

    /// <summary>Table 254.</summary>
    public const string Main = "main";

    /// <summary>Table 253.</summary>
    public const string Default = "default";

    private readonly Dictionary<string, List<Route>> _tables = new(StringComparer.Ordinal);

    public RouteTables(Host host, Family family)
    {
        Read = host.Unread(Hosts.RecordFile.Routes(family)) is null;
        foreach (var route in host.Routes)
        {
            if (route.Destination.Family == family && !route.Dead) Add(Name(route.Table), route);
        }

        // "ip route show" without "table all" leaves the local table out; addresses say the same.
        var addresses = host.Addresses.Where(address => address.Local.Family == family).ToList();
        if (!_tables.ContainsKey(Local)) addresses.ForEach(address => AddLocal(address, host.Link(address.Device)));
        if (!Read) addresses.ForEach(AddConnected);
    }

    /// <summary>Whether the routes were read; if not, only what follows from addresses is known.</summary>
    public bool Read { get; }

    /// <summary>The name of a table that is printed by number.</summary>
    public static string Name(string table) => table switch
    {
        "255" => Local,
        "254" => Main,
        "253" => Default,
        _ => table,
    };

    /// <summary>
    /// The routes of <paramref name="table"/> that win for a packet: longest destination, then longest source prefix, then lowest
    /// metric; several when they are equal; empty when none matches.
    /// </summary>
    public IReadOnlyList<Route> Best(string table, Address source, Address destination)
    {
        var best = new List<Route>();
        foreach (var route in _tables.GetValueOrDefault(table) ?? [])
        {
            if (!route.Destination.Contains(destination) || route.Source?.Contains(source) == false) continue;
            var order = best.Count == 0 ? -1 : Compare(route, best[0]);
            if (order > 0) continue;
            if (order < 0) best.Clear();
            best.Add(route);
        }

        return best;
    }

    /// <summary>The type of the local table's route for <paramref name="address"/>, or null when it has none.</summary>
    public RouteType? LocalType(Address address)
    {
        var best = Best(Local, new Address(address.Family, 0), address);
        return best.Count == 0 ? null : best[0].Type;
    }

    private static int Compare(Route left, Route right)
    {
        var byDestination = Bits(right.Destination).CompareTo(Bits(left.Destination));
        if (byDestination != 0) return byDestination;
        var bySource = Bits(right.Source).CompareTo(Bits(left.Source));
        return bySource != 0 ? bySource : left.Metric.CompareTo(right.Metric);
    }

    private static int Bits(AddressMask? mask) => mask is { } range ? range.Mask.PopCount : 0;

    private void Add(string table, Route route)
    {
        if (!_tables.TryGetValue(table, out var routes)) _tables[table] = routes = [];
        routes.Add(route);
    }

    /// <summary>net/ipv4/fib_frontend.c fib_add_ifaddr: the address, its broadcast, and all of a loopback's range.</summary>
    private void AddLocal(LinkAddress address, Link? link)
    {
        var own = AddressMask.Prefix(address.Local, address.Local.Width);
        Add(Local, FromAddress(RouteType.Local, own, Local, address.Device));
        if (address.Local.Family == Family.IPv6) return;
        if (link?.Loopback == true) Add(Local, FromAddress(RouteType.Local, address.Prefix, Local, address.Device));
        else if (address.Prefix.PrefixLength < 31)
        {
            var last = new Address(Family.IPv4, address.Prefix.Value | (~address.Prefix.Mask & uint.MaxValue));
            Add(Local, FromAddress(RouteType.Broadcast, AddressMask.Prefix(last, 32), Local, address.Device));
        }
    }

    private void AddConnected(LinkAddress address)
    {
        if (!address.NoPrefixRoute) Add(Main, FromAddress(RouteType.Unicast, address.Prefix, Main, address.Device));
    }

    private static Route FromAddress(RouteType type, AddressMask destination, string table, string device) =>
        new(type, destination, table, [device], 0, null, false, "");
}
