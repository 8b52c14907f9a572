using VirtAgent.Core.Analysis.Bridges;
using VirtAgent.Core.Findings;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Text;

namespace VirtAgent.Core.Analysis;

/// <summary>
/// <c>network-lost</c>: libvirt no longer calls a network active whose bridge or guests live on. It is judged like an active
/// one; nothing brings its rules back before it is started again.
/// </summary>
internal static class NetworkLosses
{
    /// <summary>One for each lost network, as bad as <paramref name="verdicts"/> say that it is.</summary>
    public static IEnumerable<Finding> Of(Host host, IEnumerable<NetworkVerdict> verdicts) =>
        from verdict in verdicts
        let network = verdict.Network
        where network.IsLost
        let holders = host.Guests.Where(guest => guest.Nics.Any(nic => nic.SourceNetwork == network.Name)).ToList()
        select new Finding
        {
            Code = FindingCode.NetworkLost,
            Severity = IsLeaking(verdict) ? Severity.Critical : Severity.Warning,
            Network = network.Name,
            Subject = $"network {network.Name}",
            Summary = $"libvirt does not call network {network.Name} active, and "
                + (holders.Count > 0
                    ? $"NICs of it are in running guests ({holders.Count})."
                    : $"its bridge {network.Bridge} is there.")
                + (network.IsUndefined ? " No definition of it is known, so it is judged as an isolated network." : ""),
            Remedy = Remedy(host, network),
            Evidence =
            [
                .. holders.Select(guest => $"Guest {guest.Name} runs with a NIC of network {network.Name}."),
                host.Link(network.Bridge) is { } bridge
                    ? $"Bridge {bridge.Name} is there, with {host.Links.Count(link => link.Master == bridge.Name)} members."
                    : $"Bridge {network.Bridge} is gone.",
            ],
        };

    private static bool IsLeaking(NetworkVerdict verdict) =>
        PromiseVerdict.Leaking is var leaking
        && (verdict.IPv4 == leaking || verdict.IPv6 == leaking || verdict.Layer2 == leaking);

    // net-start refuses a bridge that is there ("Network is already in use by interface", networkCheckRouteCollision and
    // virNetDevBridgeCreate), and only a restart plugs the guests in again.
    private static string Remedy(Host host, VirtualNetwork network)
    {
        var define = network.IsUndefined ? "Define the network again with `virsh net-define FILE`; then " : "";
        var delete = host.Link(network.Bridge) is { Kind: "bridge" } bridge
            ? $"delete the bridge that is left with `{new ShellCommand("ip", "link", "delete", "dev", bridge.Name)}` "
                + "(its guests are cut off until the end of this), " : "";
        var text = $"{define}{delete}start the network with {Repair.Virsh("net-start", network.Name)}, and plug its guests in "
            + $"with {Repair.RestartLibvirt}.";
        return char.ToUpperInvariant(text[0]) + text[1..];
    }
}
