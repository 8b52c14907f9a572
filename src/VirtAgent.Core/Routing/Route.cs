using VirtAgent.Core.Packets;

namespace VirtAgent.Core.Routing;

/// <summary>A route of any table, from <c>ip -j route show table all</c>.</summary>
/// <param name="Type">What happens to packets it matches.</param>
/// <param name="Destination">The range it matches; <c>default</c> is everything.</param>
/// <param name="Table">Table number or name as printed; "main" where none is.</param>
/// <param name="Devices">Devices it leads to, one for each next hop; empty for a blackhole and its kin.</param>
/// <param name="Metric">Lower wins between equal destinations.</param>
/// <param name="Source">IPv6 source-specific routing (<c>from</c>), or null.</param>
/// <param name="Dead">Whether every next hop is flagged dead, so that the route is not used.</param>
/// <param name="Text">The JSON object it was read from.</param>
public sealed record Route(
    RouteType Type,
    AddressMask Destination,
    string Table,
    IReadOnlyList<string> Devices,
    long Metric,
    AddressMask? Source,
    bool Dead,
    string Text)
{
    /// <summary>Whether it leads through a gateway, else straight onto the device.</summary>
    public bool HasGateway { get; init; }
}
