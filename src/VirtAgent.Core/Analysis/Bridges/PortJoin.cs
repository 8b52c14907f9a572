using VirtAgent.Core.Findings;
using VirtAgent.Core.Hosts;

namespace VirtAgent.Core.Analysis.Bridges;

/// <summary>
/// Joins what libvirt's network driver lists (ports), what its guests' live XML says (NICs) and what the kernel has (taps) by
/// port UUID, the only key the first two share, and by tap name, the only key the last two share. The live XML of a NIC from a
/// pool of host devices has neither network nor port (virDomainActualNetDefContentsFormat, libvirt 9.0.0): it is joined by
/// owner, MAC and PCI address.
/// </summary>
public static class PortJoin
{
    /// <summary>
    /// One row for each listed port and for each live NIC that names a port nobody lists, by network, guest and UUID. Where
    /// several states hold the row has the first of ghost or orphan, moved, unbridged, mismatch. A ghost or orphan is only
    /// claimed when the side it is missing from was read in full; a row that could not be checked has no state.
    /// </summary>
    public static IReadOnlyList<PortRow> Rows(Host host)
    {
        var ports = host.Ports.ToLookup(port => port.Uuid, StringComparer.OrdinalIgnoreCase);
        var named = new HashSet<NetworkPort>(ReferenceEqualityComparer.Instance);
        var rows = new List<PortRow>();
        foreach (var guest in host.Guests)
        {
            foreach (var nic in guest.Nics)
            {
                if (PortIdOf(nic) is not { } uuid)
                {
                    if (HostDeviceOf(host, guest, nic) is not { } device || !named.Add(device)) continue;
                    rows.Add(Held(host, device.Uuid, device, guest, nic));
                    continue;
                }

                var port = ports[uuid].FirstOrDefault(port => port.Network == nic.SourceNetwork) ?? ports[uuid].FirstOrDefault();
                if (port is not null) named.Add(port);
                rows.Add(Held(host, uuid, port, guest, nic));
            }
        }

        rows.AddRange(host.Ports.Where(port => !named.Contains(port)).Select(port => Unheld(host, port)));
        return
        [
            .. rows.OrderBy(row => row.Network, StringComparer.Ordinal)
                .ThenBy(row => row.Guest, StringComparer.Ordinal)
                .ThenBy(row => row.Uuid, StringComparer.Ordinal),
        ];
    }

    private static PortRow Held(Host host, string uuid, NetworkPort? port, Guest guest, Nic nic)
    {
        var placement = TapPlacement.Of(host, port, nic);
        var network = port?.Network ?? nic.SourceNetwork ?? "";
        var bridge = nic.Tap is null ? placement.Expected : placement.Bridge;
        var row = new PortRow(
            uuid, network, guest.Name, guest.Uuid, port?.Mac ?? nic.Mac, nic.Model, nic.Tap, bridge, null, port, nic);
        return row with { State = StateOf(host, row, placement.Place) };
    }

    private static PortState? StateOf(Host host, PortRow row, TapPlace place)
    {
        // libvirt names the network wherever it names the port, so a NIC without one is not understood and no ghost.
        if (row is { Port: null, Network.Length: > 0 } && SourceCoverage.Port(host, row.Network, row.Uuid) is null)
            return PortState.Ghost;
        if (place == TapPlace.Moved) return PortState.Moved;
        if (place == TapPlace.Unbridged) return PortState.Unbridged;
        if (PortDisagreements.Of(host, row).Count > 0) return PortState.Mismatch;
        return row.Port is not null && place != TapPlace.Unknown ? PortState.Bound : null;
    }

    private static PortRow Unheld(Host host, NetworkPort port) => new(
        port.Uuid, port.Network, port.OwnerName, port.OwnerUuid, port.Mac, null, null, port.PlugBridge,
        SourceCoverage.LiveDomains(host) is null ? PortState.Orphan : null, port, null);

    private static NetworkPort? HostDeviceOf(Host host, Guest guest, Nic nic) =>
        nic is { Type: "hostdev", SourceDevice: not null }
        ? host.Ports.FirstOrDefault(port => port.Plug == PlugKind.HostDevPci && port.PlugDevice == nic.SourceDevice
            && port.Mac == nic.Mac && string.Equals(port.OwnerUuid, guest.Uuid, StringComparison.OrdinalIgnoreCase))
        : null;

    // libvirt prints an all-zero UUID for a NIC that has lost its port.
    private static string? PortIdOf(Nic nic) =>
        nic.PortId?.Any(character => character is not ('0' or '-')) == true ? nic.PortId : null;
}
