using VirtAgent.Core.Findings;
using VirtAgent.Core.Hosts;

namespace VirtAgent.Core.Analysis.Bridges;

/// <summary>A running guest's NIC with what the kernel has of it, port or no port.</summary>
/// <param name="Guest">Name of the guest.</param>
/// <param name="Nic">The NIC.</param>
/// <param name="Network">Network its port belongs to, else the one it asks for; null for a NIC of no network.</param>
/// <param name="Placement">Its tap.</param>
internal sealed record LiveNic(string Guest, Nic Nic, string? Network, TapPlacement Placement)
{
    /// <summary>Whether its port, or the NIC itself, asks to be kept from other isolated ports.</summary>
    public bool Isolated { get; private init; }

    /// <summary>Every NIC of every running guest, joined to its port by <paramref name="rows"/>.</summary>
    public static IReadOnlyList<LiveNic> Of(Host host, IReadOnlyList<PortRow> rows)
    {
        var ports = new Dictionary<Nic, NetworkPort?>(ReferenceEqualityComparer.Instance);
        foreach (var row in rows)
        {
            if (row.Nic is not null) ports[row.Nic] = row.Port;
        }

        return [.. host.Guests.SelectMany(guest => guest.Nics.Select(nic =>
        {
            var port = ports.GetValueOrDefault(nic);
            return new LiveNic(guest.Name, nic, port?.Network ?? nic.SourceNetwork, TapPlacement.Of(host, port, nic))
            {
                Isolated = nic.Isolated || port is { Isolated: true },
            };
        }))];
    }

    /// <summary>Stable name for findings about it: <c>tap vnet0 of web</c>.</summary>
    public string Subject => Nic.Tap is null ? $"NIC {Nic.Mac} of {Guest}" : $"tap {Nic.Tap} of {Guest}";

    /// <summary>The NIC in a sentence of evidence, with the MAC the guest runs with where that is another.</summary>
    public string Description
    {
        get
        {
            var place = Network is not null ? $" in network {Network}"
                : (Nic.SourceBridge ?? Nic.SourceDevice) is { } device ? $" on {device}" : "";
            var changed = Nic.CurrentMac is { } current && current != Nic.Mac ? $", which the guest changed to {current}" : "";
            return $"Guest {Guest} has an <interface type='{Nic.Type}'>{place} with MAC {Nic.Mac}{changed}.";
        }
    }
}
