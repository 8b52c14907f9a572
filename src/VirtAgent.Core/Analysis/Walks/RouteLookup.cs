using VirtAgent.Core.Analysis.Path;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Routing;

namespace VirtAgent.Core.Analysis.Walks;

/// <summary>
/// The kernel's routing decision of one family: policy rules by priority, each asking its table (net/core/fib_rules.c,
/// net/ipv4/fib_trie.c, net/ipv6/route.c).
/// </summary>
internal sealed class RouteLookup
{
    private readonly RouteTables _tables;
    private readonly List<PolicyRule> _rules;
    private readonly List<string> _devices;

    public RouteLookup(Host host, Family family, RouteTables tables)
    {
        _tables = tables;
        PolicyRead = host.Unread(Hosts.RecordFile.PolicyOf(family)) is null;
        _rules = [.. host.PolicyRules.Where(rule => rule.Family == family).OrderBy(rule => rule.Priority)];
        HasCustomRules = _rules.Any(rule => !IsDefault(rule));
        if (_rules.Count == 0) _rules = Defaults(family);

        // Where a packet may go anywhere: bridge ports last, they rarely have routes of their own.
        var up = host.Links.Where(link => link.Up && !link.Loopback);
        var ordered = up.Where(link => link.Master is null).Concat(up.Where(link => link.Master is not null));
        _devices = [.. ordered.Select(link => link.Name)];
        if (host.Links.Count == 0) _devices = [.. host.Addresses.Select(address => address.Device).Distinct()];
    }

    /// <summary>Whether the routing policy was read; if not, the kernel's three default rules stand in.</summary>
    public bool PolicyRead { get; }

    /// <summary>Whether someone added policy rules.</summary>
    public bool HasCustomRules { get; }

    /// <summary>Every way the routing of a packet can end, first the likeliest; exactly one when nothing is open.</summary>
    public IReadOnlyList<RouteDecision> Decide(PacketInFlight packet) =>
        Decide(packet.Sent.Source, packet.Destination, packet.Sent.In, packet.HasMark);

    /// <summary>The same for the way back to the sender of <paramref name="packet"/>, as rp_filter asks for it.</summary>
    public IReadOnlyList<RouteDecision> DecideReverse(PacketInFlight packet) =>
        Decide(packet.Destination, packet.Sent.Source, packet.Out, (value, mask) => Truths.Of((value & mask) == 0 && value == 0));

    private List<RouteDecision> Decide(Address source, Address destination, string inDevice, Func<uint, uint, Truth> hasMark)
    {
        var decisions = new List<RouteDecision>();
        string? assumed = null;
        foreach (var rule in _rules)
        {
            var holds = Selects(rule, source, destination, inDevice, hasMark);
            if (holds == Truth.No) continue;

            var name = $"routing policy rule {rule.Priority}";
            var taken = holds == Truth.Yes ? assumed : Join(assumed, $"{name} holds: {Doubt(rule)}");
            var found = rule.Table is { } table
                ? InTable(RouteTables.Name(table), source, destination, taken)
                : Anywhere("rule", $"{name} does something that is not modelled", taken);
            decisions.AddRange(found);
            if (holds == Truth.Unknown) assumed = Join(assumed, $"{name} does not hold: {Doubt(rule)}");
            else if (found.Count > 0) return decisions;
        }

        if (!_tables.Read) return [.. decisions, .. Anywhere(RouteTables.Main, "routes were not read", assumed)];
        decisions.Add(new RouteDecision(WalkOutcome.NotForwarded, null, RouteTables.Main, $"no route to {destination}", assumed));
        return decisions;
    }

    /// <summary>fib_rule_match: everything the rule names must agree, then "not" inverts.</summary>
    private static Truth Selects(
        PolicyRule rule, Address source, Address destination, string inDevice, Func<uint, uint, Truth> hasMark)
    {
        var holds = Truths.Of(rule.Source.Contains(source) && rule.Destination.Contains(destination)
            && (rule.InDevice is null || rule.InDevice == inDevice));
        if (rule.Mark is { } mark) holds = holds.And(hasMark(mark & rule.MarkMask, rule.MarkMask));
        if (rule.Unmodelled.Count > 0) holds = holds.And(Truth.Unknown);
        return holds.Negate(rule.Negated);
    }

    /// <summary>The decisions of one table; none when it has no route, or one that says to look on.</summary>
    private List<RouteDecision> InTable(string table, Address source, Address destination, string? assumed)
    {
        var decisions = new List<RouteDecision>();
        foreach (var route in _tables.Best(table, source, destination))
        {
            switch (route.Type)
            {
                case RouteType.Throw:
                    break;
                case RouteType.Unicast when route.Devices.Count > 0:
                    decisions.AddRange(route.Devices.Distinct().Select(device =>
                        new RouteDecision(WalkOutcome.Forwarded, device, table, $"{Text(route)} dev {device}", assumed)));
                    break;
                case RouteType.Local or RouteType.Broadcast or RouteType.Anycast:
                    decisions.Add(new RouteDecision(WalkOutcome.ToHost, null, table, Text(route), assumed));
                    break;
                case RouteType.Multicast or RouteType.Blackhole or RouteType.Unreachable or RouteType.Prohibit:
                    decisions.Add(new RouteDecision(WalkOutcome.NotForwarded, null, table, Text(route), assumed));
                    break;
                default:
                    decisions.AddRange(Anywhere(table, $"the route '{route.Text}' is not modelled", assumed));
                    break;
            }
        }

        return decisions;
    }

    private List<RouteDecision> Anywhere(string table, string reason, string? assumed)
    {
        var decisions = _devices.ConvertAll(device => new RouteDecision(
            WalkOutcome.Forwarded, device, table, reason, Join(assumed, $"{reason}: taken to leave on {device}")));
        var noWay = Join(assumed, $"{reason}: taken to have no way");
        decisions.Add(new RouteDecision(WalkOutcome.NotForwarded, null, table, reason, noWay));
        return decisions;
    }

    private static string Text(Route route)
    {
        var range = route.Destination.Mask == 0 ? "default" : route.Destination.ToString();
        return route.Type == RouteType.Unicast ? range : $"{route.Type.ToString().ToLowerInvariant()} {range}";
    }

    private static string Doubt(PolicyRule rule) =>
        rule.Unmodelled.Count > 0 ? string.Join(" ", rule.Unmodelled) : "the packet's mark is not known";

    private static string Join(string? before, string then) => before is null ? then : $"{before}; {then}";

    private static bool IsDefault(PolicyRule rule) =>
        rule is { Negated: false, InDevice: null, Mark: null, Table: { } table, Unmodelled.Count: 0 }
        && rule.Source.Mask == 0 && rule.Destination.Mask == 0
        && RouteTables.Name(table) is RouteTables.Local or RouteTables.Main or RouteTables.Default;

    private static List<PolicyRule> Defaults(Family family)
    {
        var any = AddressMask.Any(family);
        PolicyRule Asks(int priority, string table) =>
            new(family, priority, false, any, any, null, null, uint.MaxValue, table, []);
        return [Asks(0, RouteTables.Local), Asks(32766, RouteTables.Main), Asks(32767, RouteTables.Default)];
    }
}
