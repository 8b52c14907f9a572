using VirtAgent.Core.Hosts;

namespace VirtAgent.Core.Analysis.Bridges;

/// <summary>What moves frames in or out of a bridge past its members, and is seen but not judged.</summary>
internal static class BridgeBypasses
{
    // A macvtap is a guest's and judged as a member.
    private static readonly string[] UpperKinds = ["vlan", "macvlan", "ipvlan", "ipvtap"];

    /// <summary>A sentence for each.</summary>
    public static IReadOnlyList<string> Of(Host host, string bridge) =>
    [
        .. host.Links.Where(link => link.HasProgram && (link.Name == bridge || link.Master == bridge)).Select(link =>
            $"An XDP program on {link.Name} may send frames past every rule."),
        .. host.Links.Where(link => link.Peer == bridge && link.Master != bridge && UpperKinds.Contains(link.Kind)).Select(link =>
            $"{link.Name}, {BridgeMember.KindOf(link)}, stands on {bridge}: rules that name {bridge} do not see its packets."),
    ];
}
