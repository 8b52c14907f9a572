using VirtAgent.Core.Findings;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;
using VirtAgent.Presentation;

namespace VirtAgent.HtmlReport.Topology;

/// <summary>Joins guests to places: every port, every NIC without one, and every running guest that has no NIC at all.</summary>
internal static class HostPlugs
{
    /// <summary>Those of an audited host, in the order of the places.</summary>
    public static IReadOnlyList<Plug> Of(Audit audit, HostPlaces places)
    {
        var held = audit.Ports.Select(row => row.Nic).OfType<Nic>().ToHashSet<Nic>(ReferenceEqualityComparer.Instance);
        var holders = audit.Ports.Select(row => row.GuestUuid).ToHashSet();
        IEnumerable<Plug> plugs =
        [
            .. audit.Ports.Select(row => OfPort(audit, places, row)),
            .. audit.Host.Guests.SelectMany(guest => guest.Nics.Where(nic => !held.Contains(nic))
                .Select(nic => OfNic(audit.Host, places, guest, nic))),
            .. audit.Host.Guests.Where(guest => guest.Nics.Count == 0 && !holders.Contains(guest.Uuid))
                .Select(guest => new Plug(places.Nowhere, HolderOf(guest), ["no NIC"], Tone.Faint)),
        ];
        var order = places.All.Index().ToDictionary(entry => entry.Item, entry => entry.Index);
        return [.. plugs.OrderBy(plug => order[plug.Place])];
    }

    private static Plug OfPort(Audit audit, HostPlaces places, PortRow row)
    {
        var own = audit.Host.Networks.FirstOrDefault(network => network.Name == row.Network);
        var atHome = row.Bridge is null || row.Bridge == own?.Bridge;
        var place = (atHome ? places.OfNetwork(row.Network) : places.OfDevice(row.Bridge))
            ?? places.OfDevice(row.Port?.PlugDevice) ?? places.OfNetwork(row.Network) ?? places.Nowhere;
        var note = row.State switch
        {
            PortState.Bound => null,
            PortState.Moved => $"moved here from {row.Network}",
            PortState.Orphan => "orphan: no NIC holds it",
            PortState.Ghost => "ghost: the network lists no such port",
            PortState.Mismatch => "mismatch",
            PortState.Unbridged => "in no bridge",
            _ => "not checked",
        };
        var guest = new Holder(row.GuestUuid, row.Guest);
        return new Plug(place, guest, Lines(row.Tap, row.Model, row.Mac, note), ToneOf(audit, row));
    }

    private static Plug OfNic(Host host, HostPlaces places, Guest guest, Nic nic)
    {
        var bridge = host.Link(nic.Tap)?.Master ?? nic.SourceBridge ?? nic.SourceDevice;
        var place = places.OfDevice(bridge) ?? places.OfNetwork(nic.SourceNetwork) ?? places.Nowhere;
        var lines = Lines(nic.Tap, nic.Model, nic.CurrentMac ?? nic.Mac, $"type {nic.Type}, no port");
        return new Plug(place, HolderOf(guest), lines, Tone.Plain);
    }

    private static Holder HolderOf(Guest guest) => new(guest.Uuid, guest.Name);

    private static IReadOnlyList<string> Lines(string? tap, string? model, MacAddress? mac, string? note) =>
    [
        $"{tap ?? "no tap"} · {model ?? "model unknown"}",
        mac?.ToString() ?? "MAC unknown",
        .. note is null ? Array.Empty<string>() : [note],
    ];

    private static Tone ToneOf(Audit audit, PortRow row)
    {
        var subject = $"tap {row.Tap} of {row.Guest}";
        return audit.Findings.Any(finding =>
            finding is { Code: FindingCode.TapMoved, Severity: Severity.Critical } && finding.Subject == subject)
            ? Tone.Bad
            : Names.ToneOf(row.State);
    }
}
