using VirtAgent.Core.Findings;
using VirtAgent.Core.Hosts;

namespace VirtAgent.Core.Analysis.Bridges;

/// <summary>
/// The layer 2 half of a network's promise: every member of its bridge is a tap of the network, every tap of the network is in
/// its bridge, and those that are to be kept from each other are. What crosses inside a bridge passes no rule of the forward
/// hook, so one uplink undoes any firewall.
/// </summary>
public static class BridgeMembers
{
    /// <summary>
    /// Judges every active network, for <paramref name="rows"/> of <see cref="PortJoin.Rows"/> over the same host. Taps that are
    /// in the wrong bridge count for the verdict but are findings of <see cref="PortFindings"/>.
    /// </summary>
    public static Layer2 Judge(Host host, IReadOnlyList<PortRow> rows)
    {
        var nics = LiveNic.Of(host, rows);
        var verdicts = new Dictionary<string, PromiseVerdict>();
        var findings = new List<Finding>();
        foreach (var network in host.Networks)
        {
            if (!network.HasPromise)
            {
                verdicts[network.Name] = PromiseVerdict.NoPromise;
                continue;
            }

            var bridge = network.Bridge!;
            var found = FindingsOf(host, network, bridge, nics);
            var severities = TapsOf(host, network, bridge, nics).ToList();
            found.ForEach(finding => severities.Add(finding.Severity));
            findings.AddRange(found);
            verdicts[network.Name] = severities.Contains(Severity.Critical) ? PromiseVerdict.Leaking
                : IsUnread(host, network) ? PromiseVerdict.Unread
                : severities.Count > 0 ? PromiseVerdict.Broken
                : network.Mode == ForwardMode.None ? PromiseVerdict.Isolated : PromiseVerdict.Kept;
        }

        return new Layer2(verdicts, findings);
    }

    private static List<Finding> FindingsOf(Host host, VirtualNetwork network, string bridge, IReadOnlyList<LiveNic> nics)
    {
        if (host.Unread(RecordFile.Links) is not null) return [];
        // That the bridge of a lost network is gone is a part of network-lost.
        if (host.Link(bridge) is not { Kind: "bridge" }) return network.IsLost ? [] : [NoBridge(host, network, bridge)];
        var holders = nics.Where(nic => nic.Nic.Tap is not null).ToLookup(nic => nic.Nic.Tap!);
        return
        [
            .. host.Links.Where(link => BelongsToBridge(link, bridge))
                .Select(link => BridgeMember.Judge(host, network, link, [.. holders[link.Name]])).OfType<Finding>(),
            .. PortIsolation.Of(network, bridge, nics),
        ];
    }

    // A guest's macvtap on top of the bridge is plugged into it as surely as a member.
    private static bool BelongsToBridge(Link link, string bridge) =>
        link.Master == bridge || (link.Kind == "macvtap" && link.Peer == bridge);

    /// <summary>How badly the taps that are out of place concern the network: they left it, or came into its bridge.</summary>
    private static IEnumerable<Severity> TapsOf(Host host, VirtualNetwork network, string bridge, IReadOnlyList<LiveNic> nics)
    {
        foreach (var nic in nics)
        {
            var (place, expected, link) = nic.Placement;
            var own = nic.Network == network.Name;
            if (place == TapPlace.Moved && (own || expected == bridge || link?.Master == bridge))
                yield return TapFindings.SeverityOfMove(host, nic);
            else if (place == TapPlace.Unbridged && own)
                yield return Severity.Warning;
        }
    }

    private static bool IsUnread(Host host, VirtualNetwork network) => (host.Unread(RecordFile.Links)
        ?? SourceCoverage.LiveDomains(host) ?? SourceCoverage.PortsOf(host, network.Name)) is not null;

    private static Finding NoBridge(Host host, VirtualNetwork network, string bridge) => new()
    {
        Code = FindingCode.PromiseBroken,
        Severity = Severity.Warning,
        Network = network.Name,
        Subject = $"bridge {bridge}",
        Summary = host.Link(bridge) is null
            ? $"Bridge {bridge} of active network {network.Name} does not exist."
            : $"{bridge}, the bridge of active network {network.Name}, is no bridge.",
        Remedy = $"Make it again with {Repair.Virsh("net-destroy", network.Name)} and "
            + $"{Repair.Virsh("net-start", network.Name)}, then {Repair.RestartLibvirt} to plug the guests in.",
        Evidence = host.Link(bridge) is { } link ? [$"The kernel has {bridge} as {BridgeMember.KindOf(link)}."] : [],
    };
}
