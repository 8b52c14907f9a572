using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Routing;

namespace VirtAgent.Core.Analysis.Sets;

/// <summary>
/// The routing of one family as sets: which destinations leave on which device. Reads tables by longest prefix and metric, and
/// policy rules in order; what could not be read widens the upper bound and never the lower one.
/// </summary>
internal sealed class RouteSets
{
    private static readonly string[] DefaultTables = ["local", "main", "default"];

    private readonly Host _host;
    private readonly PacketSpace _space;
    private readonly DeviceIndex _devices;
    private readonly ILookup<string, Route> _tables;
    private readonly bool _markKnown;
    private readonly PacketSet _broadcasts;

    /// <param name="host">The host.</param>
    /// <param name="space">The space of one family.</param>
    /// <param name="devices">Its devices.</param>
    /// <param name="markKnown">Whether no rule before routing sets a mark, so that every packet is routed with mark 0.</param>
    public RouteSets(Host host, PacketSpace space, DeviceIndex devices, bool markKnown)
    {
        (_host, _space, _devices, _markKnown) = (host, space, devices, markKnown);
        _tables = KnownRoutes().Where(route => !route.Dead && route.Destination.Family == space.Family)
            .ToLookup(route => route.Table);
        Local = Typed(RouteType.Local);
        // include/linux/inetdevice.h IN_DEV_BFORWARD: both the device's switch and that of all.
        var isOn = space.Family == Family.IPv4 && host.Sysctls.Number("net.ipv4.conf.all.bc_forwarding") > 0;
        _broadcasts = isOn
            ? devices.Where(space, space.In, link => host.Sysctls.Device(Family.IPv4, link.Name, "bc_forwarding") > 0)
            : space.None;
    }

    /// <summary>Whether this family's routes were observed.</summary>
    public bool RoutesRead => _host.Unread(RecordFile.Routes(_space.Family)) is null;

    /// <summary>Whether this family's routing policy was observed.</summary>
    public bool PolicyRead => _host.Unread(RecordFile.PolicyOf(_space.Family)) is null;

    /// <summary>Whether routing asks more than the three tables every host asks.</summary>
    public bool HasCustomRules => Policy().Any(rule => rule.Negated || rule.InDevice is not null || rule.Mark is not null
        || rule.Unmodelled.Count > 0 || rule.Table is not ("local" or "main" or "default") || rule.Source.Mask != 0
            || rule.Destination.Mask != 0);

    /// <summary>Destinations that are the host's own, as seen in the destination field.</summary>
    public PacketSet Local { get; }

    /// <summary>Packets by the device they leave on (field Out), whatever their source device's reverse path.</summary>
    public Bounds Out()
    {
        var decided = Decide(_space.Destination, _space.Out, withIn: true);
        if (RoutesRead && PolicyRead) return decided;
        // Anything may be routed anywhere, but for the host's own addresses: the local table is asked first on any sane host.
        return new Bounds(decided.Certain, _space.All - Local);
    }

    /// <summary>
    /// Packets whose source, looked up as a destination, leads out of the device they came in on (strict rp_filter).
    /// </summary>
    public Bounds Reverse()
    {
        var decided = Decide(_space.Source, _space.In, withIn: false);
        return RoutesRead && PolicyRead ? decided : new Bounds(decided.Certain, _space.All);
    }

    /// <summary>
    /// Addresses the local table has a route of <paramref name="type"/> for, as seen in <paramref name="field"/> (default: the
    /// destination).
    /// </summary>
    public PacketSet Typed(RouteType type, Field? field = null)
    {
        PacketSet typed = _space.None, covered = _space.None;
        foreach (var route in _tables["local"].OrderByDescending(route => route.Destination.Mask.PopCount))
        {
            var here = _space.Within(field ?? _space.Destination, route.Destination);
            if (route.Type == type) typed |= here - covered;
            covered |= here;
        }

        return typed;
    }

    /// <summary>
    /// IPv6 calls the first address of a range on a device anycast too, the subnet's routers, where no longer route takes it
    /// (include/net/ip6_route.h ipv6_anycast_destination).
    /// </summary>
    public PacketSet SubnetRouters(Field field) => _tables.SelectMany(table => table)
        .GroupBy(route => route.Destination.Value)
        .Select(group => group.MaxBy(route => route.Destination.Mask.PopCount)!)
        .Where(route => route is { Type: RouteType.Unicast, HasGateway: false } && route.Destination.PrefixLength < 127)
        .Aggregate(_space.None, (set, route) => set | _space.Is(field, route.Destination.Value));

    private IEnumerable<Route> KnownRoutes()
    {
        if (RoutesRead) return _host.Routes;
        // The kernel adds these two for every address by itself, so they hold even where routes were not read.
        return _host.Addresses.SelectMany(address => new[]
        {
            new Route(RouteType.Local, AddressMask.Prefix(address.Local, address.Local.Width), "local", [address.Device], 0,
                null, false, ""),
            new Route(RouteType.Unicast, address.Prefix, "main", [address.Device], 0, null, address.NoPrefixRoute, ""),
        });
    }

    private Bounds Decide(Field address, Field device, bool withIn)
    {
        var open = Bounds.Exactly(_space.All);
        var decided = Bounds.Exactly(_space.None);
        foreach (var rule in Policy())
        {
            var asked = open & Selects(rule, withIn);
            if (asked.IsEmpty) continue;
            if (rule.Table is null)
            {
                // goto, unreachable and their kin are not followed: packets may end here or go on.
                open = new Bounds(open.Certain - asked.Possible, open.Possible);
                continue;
            }

            var (leads, covered) = Lookup(rule.Table, address, device);
            decided |= asked & leads;
            open = (open - asked) | (asked - Bounds.Exactly(covered));
        }

        return decided;
    }

    private IEnumerable<PolicyRule> Policy()
    {
        var family = _space.Family;
        if (PolicyRead) return _host.PolicyRules.Where(rule => rule.Family == family).OrderBy(rule => rule.Priority);
        return DefaultTables.Select((table, i) => new PolicyRule(
            family, i, false, AddressMask.Any(family), AddressMask.Any(family), null, null, uint.MaxValue, table, []));
    }

    /// <summary>
    /// The packets a rule is for (net/core/fib_rules.c fib_rule_match). What of it is not modelled leaves out some more of them,
    /// and lets in none; only where it is negated it is the other way round, and nothing is known.
    /// </summary>
    private Bounds Selects(PolicyRule rule, bool withIn)
    {
        var exact = _space.Within(_space.Source, rule.Source) & _space.Within(_space.Destination, rule.Destination);
        // A reverse lookup asks with the addresses swapped and without the device; rules that ask for those are not followed.
        var followed = withIn || (exact.IsAll && rule.InDevice is null);
        if (!followed) exact = _space.All;
        else if (rule.InDevice is { } device) exact &= _devices.Where(_space, _space.In, link => link.Name == device);
        if (_markKnown && rule.Mark is { } mark && (mark & rule.MarkMask) != 0) exact = _space.None;

        var certain = exact.IsEmpty || (followed && rule.Unmodelled.Count == 0 && (_markKnown || rule.Mark is null));
        if (rule.Negated) return certain ? Bounds.Exactly(!exact) : new Bounds(_space.None, _space.All);
        return certain ? Bounds.Exactly(exact) : new Bounds(_space.None, exact);
    }

    private (Bounds Leads, PacketSet Covered) Lookup(string table, Field address, Field device)
    {
        PacketSet certain = _space.None, possible = _space.None, covered = _space.None, thrown = _space.None;
        var groups = _tables[table]
            .GroupBy(route => new Place(route.Destination, route.Source, route.Metric))
            .OrderByDescending(group => group.Key.Destination.Mask.PopCount).ThenBy(group => group.Key.Metric);
        foreach (var group in groups)
        {
            var here = _space.Within(address, group.Key.Destination) - covered - thrown;
            if (group.Key.Source is { } source) here &= _space.Within(_space.Source, source);
            if (here.IsEmpty) continue;
            if (group.Any(route => route.Type == RouteType.Throw))
            {
                // Ends this table's lookup, also for its shorter prefixes, and lets the next policy rule decide.
                thrown |= here;
                continue;
            }

            covered |= here;

            var unknown = group.Any(route => route.Type == RouteType.Unknown);
            if (unknown) possible |= here;
            foreach (var (type, name) in Choice(group).SelectMany(route => route.Devices.Select(name => (route.Type, name)))
                .Distinct())
            {
                if (_devices.Number(name) is not { } number) continue;
                var leaves = here & _space.Is(device, number);
                if (type == RouteType.Broadcast) leaves &= _broadcasts;
                possible |= leaves;
                // Which of several next hops a flow takes is the kernel's hash; the sender can try until it fits.
                certain |= leaves;
            }
        }

        return (new Bounds(certain, possible), covered);
    }

    /// <summary>
    /// Of several IPv4 routes to the same place the first in the list is used (net/ipv4/fib_trie.c fib_table_lookup; ip route
    /// append); of IPv6 ones they are next hops of one choice (net/ipv6/route.c fib6_select_path). A broadcast leads somewhere
    /// where the device it came in on forwards them.
    /// </summary>
    private IEnumerable<Route> Choice(IEnumerable<Route> group)
    {
        var leading = group.Where(route => route.Type == RouteType.Unicast
            || (route.Type == RouteType.Broadcast && !_broadcasts.IsEmpty));
        return _space.Family == Family.IPv4 ? leading.Take(1) : leading;
    }

    /// <summary>What routes have in common that are one choice of next hops.</summary>
    private sealed record Place(AddressMask Destination, AddressMask? Source, long Metric);
}
