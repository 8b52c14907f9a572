using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;

namespace VirtAgent.Core.Readers.Records;

/// <summary>
/// The networks that libvirt no longer calls active and that live on: after <c>virsh net-destroy</c> under running guests, or
/// where the network driver lost its state (<c>/run/libvirt/network</c>), guests keep their taps and may keep their bridge.
/// </summary>
internal static class LostNetworks
{
    /// <summary>
    /// Those of <paramref name="host"/>, whose networks are the active ones, by name. One is known by a running guest that
    /// names it, or by the bridge of its definition, which libvirt deletes when it ends a network in good order.
    /// </summary>
    /// <param name="host">The host, with its active networks and what could not be read of them.</param>
    /// <param name="definitions">What libvirt has of networks that are not active.</param>
    public static IEnumerable<VirtualNetwork> Of(Host host, IReadOnlyList<VirtualNetwork> definitions)
    {
        // Of a network that could not be read nobody knows that it is not active.
        if (host.Unread(RecordFile.Networks) is not null) return [];
        var active = host.Networks.Select(network => network.Name).ToHashSet(StringComparer.Ordinal);
        var named = host.Guests.SelectMany(guest => guest.Nics)
            .Where(nic => nic is { Type: "network", SourceNetwork: not null, SourceBridge: not null })
            .ToLookup(nic => nic.SourceNetwork!, nic => nic.SourceBridge!, StringComparer.Ordinal);
        return definitions.Where(network => IsAlone(host, network)).Select(network => network.Name)
            .Concat(named.Select(nics => nics.Key))
            .Where(name => !active.Contains(name) && !IsUnread(host, name))
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select(name => definitions.FirstOrDefault(network => network.Name == name) is { } definition
                ? definition with { Bridge = named[name].FirstOrDefault() ?? definition.Bridge, IsLost = true }
                : Undefined(host, name, named[name].First()));
    }

    private static bool IsUnread(Host host, string name) =>
        host.Unread($"{RecordFile.Networks}/{FileNameEscape.Escape(name)}.xml") is not null;

    /// <summary>Whether its bridge is there and no active network's.</summary>
    private static bool IsAlone(Host host, VirtualNetwork network) => network.HasPromise
        && host.Link(network.Bridge) is { Kind: "bridge" }
        && !host.Networks.Any(other => other.Bridge == network.Bridge);

    /// <summary>As the guests' XML and the kernel show it.</summary>
    private static VirtualNetwork Undefined(Host host, string name, string bridge) => new(
        name, "", ForwardMode.None, [], bridge, NatIPv6: false, GuestIPv6: false,
        [
            .. host.Addresses.Where(address => address.Device == bridge && !AddressMask.LinkLocal.Contains(address.Local))
                .Select(address => new NetworkAddress(address.Local, address.Prefix)),
        ], [])
    {
        IsLost = true,
        IsUndefined = true,
    };
}
