using VirtAgent.Core.Findings;
using VirtAgent.Core.Hosts;

namespace VirtAgent.Core.Analysis.Bridges;

/// <summary>
/// Findings about ports and the NICs that hold them: <c>port-ghost</c>, <c>port-orphan</c>, <c>port-mismatch</c>,
/// <c>tap-moved</c>, <c>tap-unbridged</c>, <c>mac-duplicate</c>, <c>guest-dual-homed</c>. None rests on something that was not
/// read.
/// </summary>
public static class PortFindings
{
    /// <summary>All of them, for <paramref name="rows"/> of <see cref="PortJoin.Rows"/> over the same host.</summary>
    public static IReadOnlyList<Finding> Of(Host host, IReadOnlyList<PortRow> rows)
    {
        var nics = LiveNic.Of(host, rows);
        return
        [
            .. rows.Select(row => OfRow(host, row)).OfType<Finding>(),
            .. TapFindings.Of(host, nics),
            .. GuestFindings.Of(host, nics),
        ];
    }

    private static Finding? OfRow(Host host, PortRow row) => row.State switch
    {
        PortState.Ghost => Ghost(host, row),
        PortState.Orphan => Orphan(host, row),
        _ => Mismatch(host, row),
    };

    private static Finding Ghost(Host host, PortRow row)
    {
        var active = host.Networks.Any(network => network.Name == row.Network && !network.IsLost);
        return new Finding
        {
            Code = FindingCode.PortGhost,
            Severity = Severity.Warning,
            Network = row.Network,
            Subject = $"port {row.Uuid}",
            Summary = $"Guest {row.Guest} holds port {row.Uuid}, which network {row.Network} does not list.",
            Remedy = active
                ? $"Bring the port back with {Repair.RestartLibvirt}; net-destroy and net-start leave guests like this."
                : $"Start the network with {Repair.Virsh("net-start", row.Network)}, then {Repair.RestartLibvirt}.",
            Evidence =
            [
                .. NicEvidence(row),
                $"Network {row.Network} is {(active ? "active but lists no port with this UUID" : "not active")}.",
            ],
        };
    }

    private static Finding Orphan(Host host, PortRow row)
    {
        var running = host.Guests.Any(guest => string.Equals(guest.Uuid, row.GuestUuid, StringComparison.OrdinalIgnoreCase));
        return new Finding
        {
            Code = FindingCode.PortOrphan,
            Severity = Severity.Warning,
            Network = row.Network,
            Subject = $"port {row.Uuid}",
            Summary = $"Network {row.Network} lists port {row.Uuid} of guest {row.Guest}, but no running guest holds it.",
            Remedy = "If no guest of another libvirt driver (`virsh -c lxc:///system list`) holds it, remove it with "
                + $"{Repair.Virsh("net-port-delete", row.Network, row.Uuid)}.",
            Evidence =
            [
                $"Guest {row.Guest} is {(running ? "running, but none of its NICs names this port" : "not running")}.",
                $"The port has MAC {row.Mac} and is plugged into {row.Bridge ?? row.Port?.PlugDevice ?? "nothing"}.",
            ],
        };
    }

    private static Finding? Mismatch(Host host, PortRow row)
    {
        var disagreements = PortDisagreements.Of(host, row);
        if (disagreements.Count == 0) return null;
        return new Finding
        {
            Code = FindingCode.PortMismatch,
            Severity = Severity.Warning,
            Network = row.Network,
            Subject = $"port {row.Uuid}",
            Summary = $"What libvirt lists as port {row.Uuid} of guest {row.Guest} and what is there are not the same.",
            Remedy = $"Unplug the NIC and plug it again, or power guest {row.Guest} off and on: libvirt then makes a new port.",
            Evidence = [.. disagreements, .. NicEvidence(row)],
        };
    }

    private static IEnumerable<string> NicEvidence(PortRow row) => row.Nic is { } nic
        ? [new LiveNic(row.Guest, nic, nic.SourceNetwork, default).Description] : [];
}
