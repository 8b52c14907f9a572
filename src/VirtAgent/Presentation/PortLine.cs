using VirtAgent.Core.Findings;
using VirtAgent.Core.Hosts;

namespace VirtAgent.Presentation;

/// <summary>One line of <c>ports</c>: a port, or with <c>--all</c> a NIC of a guest that is off and so has none.</summary>
/// <param name="Uuid">Port UUID; null for a NIC without a port.</param>
/// <param name="Network">Network, or null for a NIC in none.</param>
/// <param name="Guest">Guest name.</param>
/// <param name="GuestUuid">Guest UUID.</param>
/// <param name="Mac">MAC.</param>
/// <param name="Model">virtio, e1000e…</param>
/// <param name="Tap">Device on the host.</param>
/// <param name="Bridge">Bridge.</param>
/// <param name="State">bound, ghost… or "off"; null where something needed to tell was not read.</param>
/// <param name="Tone">How the state looks.</param>
internal sealed record PortLine(
    string? Uuid, string? Network, string Guest, string GuestUuid, string? Mac, string? Model, string? Tap, string? Bridge,
    string? State, Tone Tone)
{
    /// <summary>That of a port.</summary>
    public static PortLine Of(PortRow row) => new(
        row.Uuid, row.Network, row.Guest, row.GuestUuid, row.Mac?.ToString(), row.Model, row.Tap, row.Bridge,
        Names.Of(row.State), Names.ToneOf(row.State));

    /// <summary>Those of the guests of <paramref name="host"/> that are defined and not running.</summary>
    public static IEnumerable<PortLine> Off(Host host)
    {
        var running = host.Guests.Select(guest => guest.Uuid).ToHashSet(StringComparer.Ordinal);
        return host.Definitions.Where(guest => !running.Contains(guest.Uuid))
            .SelectMany(guest => guest.Nics.Select(nic => Off(host, guest, nic)));
    }

    private static PortLine Off(Host host, Guest guest, Nic nic) => new(
        null, nic.SourceNetwork, guest.Name, guest.Uuid, nic.Mac?.ToString(), nic.Model, nic.Tap,
        nic.SourceBridge ?? host.Networks.FirstOrDefault(network => network.Name == nic.SourceNetwork)?.Bridge,
        "off", Tone.Faint);
}
