using VirtAgent.Core.Findings;
using VirtAgent.Core.Hosts;

namespace VirtAgent.Core.Analysis.Bridges;

/// <summary><c>tap-moved</c> and <c>tap-unbridged</c>: taps that are not where libvirt put them.</summary>
internal static class TapFindings
{
    public static IEnumerable<Finding> Of(Host host, IReadOnlyList<LiveNic> nics) => nics
        .Select(nic => nic.Placement.Place switch
        {
            TapPlace.Moved => Moved(host, nic),
            TapPlace.Unbridged => Unbridged(nic),
            _ => null,
        })
        .OfType<Finding>();

    /// <summary>Critical when the tap left an isolated network or came into one.</summary>
    public static Severity SeverityOfMove(Host host, LiveNic nic)
    {
        var isolated = host.IsIsolatedNetwork(nic.Network)
            || host.IsIsolatedBridge(nic.Placement.Expected) || host.IsIsolatedBridge(nic.Placement.Link?.Master);
        return isolated ? Severity.Critical : Severity.Warning;
    }

    private static Finding Moved(Host host, LiveNic nic)
    {
        var (expected, actual, tap) = (nic.Placement.Expected!, nic.Placement.Link!.Master!, nic.Nic.Tap!);
        var owner = host.NetworkOfBridge(actual);
        return new Finding
        {
            Code = FindingCode.TapMoved,
            Severity = SeverityOfMove(host, nic),
            Network = nic.Network ?? owner?.Name,
            Subject = nic.Subject,
            Summary = $"Tap {tap} of guest {nic.Guest} belongs in {expected} but is in {actual}.",
            Remedy = $"Put it back with {Repair.PutBack(tap, expected)} or {Repair.RestartLibvirt}, and find out who moved it.",
            Evidence =
            [
                nic.Description,
                $"libvirt put it in {InNetwork(host, expected)}.",
                $"The kernel has {tap} in {InNetwork(host, actual)}.",
            ],
        };
    }

    private static Finding Unbridged(LiveNic nic)
    {
        var (expected, tap) = (nic.Placement.Expected!, nic.Nic.Tap);
        var exists = nic.Placement.Link is not null;
        return new Finding
        {
            Code = FindingCode.TapUnbridged,
            Severity = Severity.Warning,
            Network = nic.Network,
            Subject = nic.Subject,
            Summary = exists ? $"Tap {tap} of guest {nic.Guest} is in no bridge; it belongs in {expected}."
                : $"A NIC of guest {nic.Guest} belongs in {expected} but has no tap.",
            Remedy = exists ? $"Put it back with {Repair.PutBack(tap!, expected)} or {Repair.RestartLibvirt}."
                : $"Unplug the NIC and plug it again, or power guest {nic.Guest} off and on.",
            Evidence =
            [
                nic.Description,
                exists ? $"The kernel has {tap} without a master."
                    : tap is null ? "The live XML names no target device." : $"The kernel has no device {tap}.",
            ],
        };
    }

    private static string InNetwork(Host host, string bridge) => host.NetworkOfBridge(bridge) switch
    {
        null => bridge,
        { Mode: ForwardMode.None } network => $"{bridge}, the bridge of isolated network {network.Name}",
        var network => $"{bridge}, the bridge of network {network.Name}",
    };
}
