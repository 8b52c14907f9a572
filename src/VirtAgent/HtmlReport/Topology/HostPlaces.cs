using VirtAgent.Core.Findings;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;
using VirtAgent.Presentation;

namespace VirtAgent.HtmlReport.Topology;

/// <summary>The places of a host, and which of them a device or network is.</summary>
internal sealed class HostPlaces
{
    private readonly Dictionary<string, Place> _networks;
    private readonly Dictionary<string, Place> _devices;

    /// <summary>Those of an audited host.</summary>
    public HostPlaces(Audit audit)
    {
        _networks = audit.Networks.ToDictionary(network => network.Network.Name, NetworkPlace);
        _devices = ShownDevices.Of(audit).ToDictionary(name => name, name => DevicePlace(audit.Host, name));
        All = [Outside, .. _devices.Values, .. _networks.Values, Nowhere];
        foreach (var network in audit.Networks)
        {
            // Two networks of mode bridge may name one bridge; a packet's device does not tell them apart.
            if (network.Network.Bridge is { } bridge) _devices.TryAdd(bridge, _networks[network.Network.Name]);
        }
    }

    /// <summary>All, in the order they are drawn.</summary>
    public IReadOnlyList<Place> All { get; }

    /// <summary>Everything beyond the host.</summary>
    public Place Outside { get; } = new(PlaceKind.Outside, "Outside") { Details = ["whatever the devices below lead to"] };

    /// <summary>Where NICs are that lead to nothing the host has a name for.</summary>
    public Place Nowhere { get; } = new(PlaceKind.Nowhere, "No bridge") { Details = ["NICs that are in no network"] };

    /// <summary>The network of that bridge, or the device; null where neither is shown.</summary>
    public Place? OfDevice(string? name) => name is null ? null : _devices.GetValueOrDefault(name);

    /// <summary>The network of that name, or null.</summary>
    public Place? OfNetwork(string? name) => name is null ? null : _networks.GetValueOrDefault(name);

    private static Place NetworkPlace(NetworkVerdict verdict)
    {
        var network = verdict.Network;
        var worst = verdict.All.Select(Names.ToneOf).MaxBy(tone => tone switch
        {
            Tone.Bad => 3,
            Tone.Warning => 2,
            Tone.Good => 1,
            _ => 0,
        });
        var alike = verdict.All.Distinct().Count() == 1;
        return new Place(PlaceKind.Network, network.Name)
        {
            Details =
            [
                $"{Names.Of(network.Mode)} · {network.Bridge ?? "no bridge"}",
                .. network.Addresses.Select(address => $"{address.Host}/{address.Prefix.PrefixLength}"),
            ],
            Badges = alike
                ? [Badge("", verdict.IPv4)]
                : [Badge("IPv4 ", verdict.IPv4), Badge("IPv6 ", verdict.IPv6), Badge("layer 2 ", verdict.Layer2)],
            Tone = worst,
        };
    }

    private static Cell Badge(string what, PromiseVerdict verdict) => new(what + Names.Of(verdict), Names.ToneOf(verdict));

    private static Place DevicePlace(Host host, string name)
    {
        // Every device has a link-local address, and it leads nowhere.
        var addresses = host.Addresses.Where(address => address.Device == name && !AddressMask.LinkLocal.Contains(address.Local))
            .Select(address => $"{address.Local}/{address.Prefix.PrefixLength}");
        if (host.Link(name) is not { } link)
            return new Place(PlaceKind.Device, name) { Details = ["not among the host's devices"] };
        var master = link.Master is null ? "" : $" · in {link.Master}";
        return new Place(PlaceKind.Device, name)
        {
            Details = [$"{link.TunMode ?? link.Kind ?? "physical"} · {(link.Up ? "up" : "down")}{master}", .. addresses],
        };
    }
}
