using VirtAgent.Model;

namespace VirtAgent.Analysis.Sets;

/// <summary>
/// The devices a forwarded packet can enter or leave on, numbered for the packet space. A device enslaved to a bridge gives its
/// packets to the bridge, so it counts only where a route names it.
/// </summary>
internal sealed class DeviceIndex
{
    private readonly Dictionary<string, int> _number;

    public DeviceIndex(Host host)
    {
        var bridges = host.Links.Where(link => link.Kind == "bridge").Select(link => link.Name).ToHashSet(StringComparer.Ordinal);
        var routed = host.Routes.SelectMany(route => route.Devices).ToHashSet(StringComparer.Ordinal);
        Links = host.Links
            .Where(link => !link.Loopback && (link.Master is null || !bridges.Contains(link.Master) || routed.Contains(link.Name)))
            .ToList();
        _number = Links.Select((link, number) => (link.Name, number))
            .ToDictionary(pair => pair.Name, pair => pair.number, StringComparer.Ordinal);
    }

    /// <summary>The devices by number.</summary>
    public IReadOnlyList<Link> Links { get; }

    /// <summary>The number of a device, or null when packets cannot cross on it.</summary>
    public int? Number(string name) => _number.TryGetValue(name, out var number) ? number : null;

    /// <summary>Packets whose <paramref name="field"/> is a device that <paramref name="wanted"/> holds for.</summary>
    public PacketSet Where(PacketSpace space, Field field, Func<Link, bool> wanted) =>
        space.OneOf(field, Enumerable.Range(0, Links.Count).Where(number => wanted(Links[number])));
}
