using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Rulesets;

namespace VirtAgent.Core.Findings;

/// <summary>
/// What was read of a host, and so what may be concluded from something not being there: a port, a guest, or a finding that the
/// audit before still had.
/// </summary>
internal static class SourceCoverage
{
    /// <summary>Whether all was read that the finding <paramref name="key"/> rests on.</summary>
    public static bool Covers(Audit audit, FindingKey key)
    {
        var host = audit.Host;
        if (key.Network is { } network && !Read(host, $"{RecordFile.Networks}/{FileNameEscape.Escape(network)}.xml"))
            return false;
        return key.Code switch
        {
            FindingCode.PromiseBroken => key.Subject.StartsWith("bridge ", StringComparison.Ordinal)
                ? Layer2(host, key.Network) : Forwarding(audit, key),
            FindingCode.ForwardLeak or FindingCode.ForwardLatent or FindingCode.ForwardUndecided => Forwarding(audit, key),
            FindingCode.BypassPath => Layer2(host, key.Network)
                && Read(host, RecordFile.Tc, RecordFile.Bridge, RecordFile.Tunnels, RecordFile.Sysctls),
            FindingCode.FlowSurvives => Read(host, RecordFile.Conntrack, RecordFile.Nft),
            // No verdict tells that there is none: what is isolated may still let replies in.
            FindingCode.ForwardSpoofed or FindingCode.FlowInjection => Read(host, Path(key.Family)),
            FindingCode.NetworkLost or FindingCode.BridgeUplink or FindingCode.BridgeStranger
                or FindingCode.PortIsolationOff or FindingCode.TapMoved
                or FindingCode.TapUnbridged or FindingCode.PortGhost or FindingCode.PortOrphan or FindingCode.PortMismatch
                or FindingCode.MacDuplicate or FindingCode.GuestDualHomed => Layer2(host, key.Network),
            FindingCode.IPv6GuardOff => Read(host, RecordFile.Sysctls, RecordFile.Ip6tables, RecordFile.Ip6tablesLegacy),
            // It may be about anything.
            FindingCode.WaiverUnused => host.Gaps.Count == 0,
            FindingCode.RulesTainted => Read(host, RecordFile.Nft, RecordFile.Rules(key.Family, Backend.Nft)),
            _ => true,
        };
    }

    /// <summary>The gap because of which a live NIC may exist that is not known, or null.</summary>
    public static Gap? LiveDomains(Host host) => host.Gaps.FirstOrDefault(gap =>
        IsOrLiesIn(gap, RecordFile.Domains) && !gap.Source.EndsWith(RecordFile.Inactive, StringComparison.Ordinal));

    /// <summary>The gap because of which some network may have a port that is not known, or null.</summary>
    public static Gap? Ports(Host host) => host.Gaps.FirstOrDefault(gap => IsOrLiesIn(gap, RecordFile.Ports));

    /// <summary>The gap because of which <paramref name="network"/> may have a port that is not known, or null.</summary>
    public static Gap? PortsOf(Host host, string network)
    {
        var folder = $"{RecordFile.Ports}/{FileNameEscape.Escape(network)}";
        return host.Unread(folder) ?? host.Gaps.FirstOrDefault(gap => IsOrLiesIn(gap, folder));
    }

    /// <summary>
    /// The gap because of which a port that is not in <see cref="Host.Ports"/> may be listed all the same, or null. A network
    /// that is known to be inactive lists nothing.
    /// </summary>
    public static Gap? Port(Host host, string network, string uuid)
    {
        var name = FileNameEscape.Escape(network);
        return host.Unread($"{RecordFile.Networks}/{name}.xml") ?? host.Unread($"{RecordFile.Ports}/{name}/{uuid}.xml");
    }

    private static bool Forwarding(Audit audit, FindingKey key)
    {
        var family = key.Family;
        var network = audit.Networks.FirstOrDefault(network => network.Network.Name == key.Network);
        var verdict = family == Family.IPv4 ? network?.IPv4 : network?.IPv6;
        if (verdict is null or PromiseVerdict.Isolated or PromiseVerdict.Kept or PromiseVerdict.Broken
            or PromiseVerdict.NoPromise) return true;
        if (verdict == PromiseVerdict.Unread) return false;

        // A worse verdict may stand for one rule while another could not be judged.
        var path = Path(family);
        return Read(audit.Host, path)
            && !audit.Findings.Any(finding => finding.Code == FindingCode.SourceUnread && path.Contains(finding.Subject));
    }

    private static string[] Path(Family family) =>
    [
        RecordFile.Links, RecordFile.Addresses, RecordFile.Sysctls, RecordFile.Nft, RecordFile.Rules(family, Backend.Nft),
        RecordFile.Rules(family, Backend.Legacy), RecordFile.Routes(family), RecordFile.PolicyOf(family),
    ];

    private static bool Layer2(Host host, string? network) =>
        Read(host, RecordFile.Networks, RecordFile.Links) && LiveDomains(host) is null
        && (network is null ? Ports(host) : PortsOf(host, network)) is null;

    private static bool Read(Host host, params ReadOnlySpan<string> sources)
    {
        foreach (var source in sources)
        {
            if (host.Unread(source) is not null) return false;
        }

        return true;
    }

    private static bool IsOrLiesIn(Gap gap, string folder) =>
        gap.Source == folder || gap.Source.StartsWith(folder + "/", StringComparison.Ordinal);
}
