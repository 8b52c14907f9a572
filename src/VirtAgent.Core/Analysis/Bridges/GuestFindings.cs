using VirtAgent.Core.Findings;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;

namespace VirtAgent.Core.Analysis.Bridges;

/// <summary><c>mac-duplicate</c> and <c>guest-dual-homed</c>: what guests do to each other and to isolation as a whole.</summary>
internal static class GuestFindings
{
    public static IEnumerable<Finding> Of(Host host, IReadOnlyList<LiveNic> nics) =>
        SharedMacs(host, nics).Concat(nics.GroupBy(nic => nic.Guest).Select(guest => DualHomed(host, guest)).OfType<Finding>());

    // The MAC that counts is the one on the wire: the configured one unless the guest was allowed to change it.
    private static IEnumerable<Finding> SharedMacs(Host host, IReadOnlyList<LiveNic> nics) => nics
        .Where(nic => nic.Placement.Bridge is not null && (nic.Nic.CurrentMac ?? nic.Nic.Mac) is not null)
        .GroupBy(nic => new Station(nic.Placement.Bridge!, (nic.Nic.CurrentMac ?? nic.Nic.Mac)!.Value))
        .Where(group => group.Count() > 1)
        .Select(group => new Finding
        {
            Code = FindingCode.MacDuplicate,
            Severity = Severity.Warning,
            Network = host.NetworkOfBridge(group.Key.Bridge)?.Name,
            Subject = $"{group.Key.Bridge} {group.Key.Mac}",
            Summary = $"MAC {group.Key.Mac} is used by more than one NIC on {group.Key.Bridge}: "
                + $"{string.Join(", ", group.Select(nic => nic.Subject))}.",
            Remedy = "Give all but one of them another MAC (`virsh edit`) and power those guests off and on.",
            Evidence = [.. group.Select(nic => nic.Description)],
        });

    private static Finding? DualHomed(Host host, IGrouping<string, LiveNic> guest)
    {
        var places = guest.Select(nic => new Home(nic, IsolatedNetworkOf(host, nic), PlaceOf(host, nic))).ToList();
        var isolated = places.FirstOrDefault(place => place.Network is not null)?.Network;
        var elsewhere = places.Where(place => place.Network != isolated).Select(place => place.Place).Distinct().ToList();
        if (isolated is null || elsewhere.Count == 0) return null;

        return new Finding
        {
            Code = FindingCode.GuestDualHomed,
            Severity = Severity.Info,
            Network = isolated,
            Subject = guest.Key,
            Summary = $"Guest {guest.Key} is in isolated network {isolated} and also in {string.Join(", ", elsewhere)}.",
            Remedy = "Make sure the guest does not forward, bridge or proxy between them, or take one of its NICs away.",
            Evidence = [.. places.Select(place => place.Nic.Description)],
        };
    }

    private static string? IsolatedNetworkOf(Host host, LiveNic nic) => NetworkOf(host, nic) is { Mode: ForwardMode.None } network
        ? network.Name : null;

    private static string PlaceOf(Host host, LiveNic nic) => (NetworkOf(host, nic)?.Name ?? nic.Network) is { } network
        ? $"network {network}"
        : nic.Nic.SourceBridge is { } bridge ? $"bridge {bridge}"
        : nic.Nic.SourceDevice is { } device ? $"host device {device}"
        : $"an <interface type='{nic.Nic.Type}'>";

    private static VirtualNetwork? NetworkOf(Host host, LiveNic nic) => nic.Network is not null
        ? host.Networks.FirstOrDefault(network => network.Name == nic.Network)
        : host.NetworkOfBridge(nic.Nic.SourceBridge);

    /// <summary>What must be one NIC alone.</summary>
    private sealed record Station(string Bridge, MacAddress Mac);

    /// <summary>Where a NIC is: in an isolated network, or in words.</summary>
    private sealed record Home(LiveNic Nic, string? Network, string Place);
}
