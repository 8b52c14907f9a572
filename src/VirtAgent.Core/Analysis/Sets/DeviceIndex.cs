using VirtAgent.Core.Analysis.Path;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Routing;

namespace VirtAgent.Core.Analysis.Sets;

/// <summary>
/// The devices a forwarded packet can enter or leave on, numbered for the packet space. A device enslaved to a bridge gives its
/// packets to the bridge, so it counts only where a route names it.
/// </summary>
internal sealed class DeviceIndex
{
    private readonly Dictionary<string, int> _number;
    private readonly HashSet<string> _bridges;

    public DeviceIndex(Host host)
    {
        _bridges = host.Links.Where(link => link.Kind == "bridge").Select(link => link.Name).ToHashSet(StringComparer.Ordinal);
        var routed = host.Routes.Where(LeadsSomewhere).SelectMany(route => route.Devices).ToHashSet(StringComparer.Ordinal);
        Links = host.Links
            .Where(link => !link.Loopback && (!IsMember(link) || routed.Contains(link.Name)))
            .ToList();
        _number = new Dictionary<string, int>(Links.Count, StringComparer.Ordinal);
        for (var number = 0; number < Links.Count; number++) _number.Add(Links[number].Name, number);
    }

    /// <summary>
    /// Every device that is up has routes for its link-local and multicast ranges, which lead to no other device.
    /// </summary>
    private static bool LeadsSomewhere(Route route) => route.Type is RouteType.Unicast or RouteType.Unknown
        && !SpecialAddresses.NeverTo(route.Destination.Family).Concat(SpecialAddresses.NeverElsewhereTo(route.Destination.Family))
            .Any(never => never.Contains(route.Destination.First) && never.Mask.PopCount <= route.Destination.Mask.PopCount);

    /// <summary>The devices by number.</summary>
    public IReadOnlyList<Link> Links { get; }

    /// <summary>
    /// Whether a device is a member of a bridge: packets may be sent out of it, but those it receives enter on the bridge.
    /// </summary>
    public bool IsMember(Link link) => link.Master is not null && _bridges.Contains(link.Master);

    /// <summary>The number of a device, or null when packets cannot cross on it.</summary>
    public int? Number(string name) => _number.TryGetValue(name, out var number) ? number : null;

    /// <summary>Packets whose <paramref name="field"/> is a device that <paramref name="wanted"/> holds for.</summary>
    public PacketSet Where(PacketSpace space, Field field, Func<Link, bool> wanted) =>
        space.OneOf(field, Enumerable.Range(0, Links.Count).Where(number => wanted(Links[number])));
}
