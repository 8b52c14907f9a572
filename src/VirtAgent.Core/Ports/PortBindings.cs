using VirtAgent.Core.Hosts;

namespace VirtAgent.Core.Ports;

/// <summary>Finds who holds a port: the live NIC that names it, and where the kernel has that NIC's tap.</summary>
internal sealed class PortBindings
{
    private readonly ILookup<string, Nic> _nics;
    private readonly Dictionary<string, Link> _links = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _guests = new(StringComparer.OrdinalIgnoreCase);

    public PortBindings(IReadOnlyList<Guest> guests, IReadOnlyList<Link> links)
    {
        _nics = guests.SelectMany(guest => guest.Nics).Where(nic => nic.PortId is not null)
            .ToLookup(nic => nic.PortId!, StringComparer.OrdinalIgnoreCase);
        foreach (var guest in guests) _guests.TryAdd(guest.Uuid, guest.Name);
        foreach (var link in links) _links.TryAdd(link.Name, link);
    }

    /// <summary>
    /// How <paramref name="port"/> is held: a NIC names it and, where it is plugged into a bridge, the tap is in some bridge.
    /// </summary>
    public PortBinding Of(NetworkPort port)
    {
        if (_nics[port.Uuid].FirstOrDefault(nic => (nic.SourceNetwork ?? port.Network) == port.Network) is not { } nic)
            return new PortBinding(null, null, null, false, Unnamed(port));

        var mac = (nic.CurrentMac ?? port.Mac ?? nic.Mac)?.ToString();
        var bridge = port.Plug is PlugKind.Network or PlugKind.Bridge ? BridgeOf(nic.Tap, port.PlugBridge) : null;
        var missing = port.Plug is not (PlugKind.Network or PlugKind.Bridge) || bridge is not null ? null
            : nic.Tap is null ? "the NIC has no tap"
            : _links.ContainsKey(nic.Tap) ? $"tap {nic.Tap} is in no bridge"
            : $"tap {nic.Tap} is gone";
        return new PortBinding(nic.Tap, bridge, mac, nic.CurrentMac is { } current && current != nic.Mac, missing);
    }

    private string Unnamed(NetworkPort port) => _guests.TryGetValue(port.OwnerUuid, out var name)
        ? $"no NIC of {name} names the port"
        : $"{port.OwnerName} is not running";

    private string? BridgeOf(string? tap, string? plugged)
    {
        if (tap is null || _links.GetValueOrDefault(tap)?.Master is not { } master) return null;
        // Every Open vSwitch port is enslaved to ovs-system; which of its bridges it is in, only ovs-vsctl knows.
        return IsOpenVSwitch(master) && IsOpenVSwitch(plugged) ? plugged : master;
    }

    private bool IsOpenVSwitch(string? name) => name is not null && _links.GetValueOrDefault(name)?.Kind == "openvswitch";
}
