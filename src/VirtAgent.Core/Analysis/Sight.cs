using VirtAgent.Analysis.Bridges;
using VirtAgent.Findings;
using VirtAgent.Model;

namespace VirtAgent.Analysis;

/// <summary>Whether an audit could see: only then does it say something that it does not have a finding.</summary>
internal static class Sight
{
    /// <summary>Whether all was read that the finding <paramref name="key"/> rests on.</summary>
    public static bool Covers(Audit audit, FindingKey key)
    {
        var host = audit.Host;
        if (key.Network is { } network && !Read(host, $"{Source.Networks}/{FileNameEscape.Escape(network)}.xml")) return false;
        return key.Code switch
        {
            FindingCode.PromiseBroken => key.Subject.StartsWith("bridge ", StringComparison.Ordinal)
                ? Layer2(host, key.Network) : Forwarding(audit, key),
            FindingCode.ForwardLeak or FindingCode.ForwardLatent or FindingCode.ForwardUndecided => Forwarding(audit, key),
            FindingCode.BypassPath => Layer2(host, key.Network) && Read(host, Source.Tc, Source.Bridge, Source.Tunnels, Source.Sysctls),
            FindingCode.FlowSurvives => Read(host, Source.Conntrack, Source.Nft),
            FindingCode.BridgeUplink or FindingCode.BridgeStranger or FindingCode.TapMoved
                or FindingCode.TapUnbridged or FindingCode.PortGhost or FindingCode.PortOrphan or FindingCode.PortMismatch
                or FindingCode.MacDuplicate or FindingCode.GuestDualHomed => Layer2(host, key.Network),
            FindingCode.IPv6GuardOff => Read(host, Source.Sysctls, Source.Ip6tables, Source.Ip6tablesLegacy),
            // It may be about anything.
            FindingCode.WaiverUnused => host.Gaps.Count == 0,
            FindingCode.RulesTainted => Read(host, Source.Nft, Source.Rules(FamilyOf(key), Backend.Nft)),
            _ => true,
        };
    }

    private static bool Forwarding(Audit audit, FindingKey key)
    {
        var family = FamilyOf(key);
        var network = audit.Networks.FirstOrDefault(network => network.Network.Name == key.Network);
        var verdict = family == Family.IPv4 ? network?.IPv4 : network?.IPv6;
        if (verdict is null or Verdict.Isolated or Verdict.Kept or Verdict.Broken or Verdict.NoPromise) return true;
        if (verdict == Verdict.Unread) return false;

        // A worse verdict may stand for one rule while another could not be judged.
        string[] path =
        [
            Source.Links, Source.Addresses, Source.Sysctls, Source.Nft, Source.Rules(family, Backend.Nft),
            Source.Rules(family, Backend.Legacy), Source.Routes(family), Source.PolicyOf(family),
        ];
        return Read(audit.Host, path)
            && !audit.Findings.Any(finding => finding.Code == FindingCode.SourceUnread && path.Contains(finding.Subject));
    }

    private static bool Layer2(Host host, string? network) =>
        Read(host, Source.Networks, Source.Links) && Coverage.LiveDomains(host) is null
        && (network is null ? Coverage.Ports(host) : Coverage.PortsOf(host, network)) is null;

    private static bool Read(Host host, params ReadOnlySpan<string> sources)
    {
        foreach (var source in sources)
        {
            if (host.Unread(source) is not null) return false;
        }

        return true;
    }

    // "out IPv6: …" and "IPv6: …" of forward findings, "IPv6 filter/FORWARD" of tainted rules.
    private static Family FamilyOf(FindingKey key) =>
        key.Subject.Split(':')[0].Contains(nameof(Family.IPv6), StringComparison.Ordinal) ? Family.IPv6 : Family.IPv4;
}
