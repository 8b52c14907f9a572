using VirtAgent.Core.Findings;
using VirtAgent.Core.Hosts;

namespace VirtAgent.Core.Analysis.Assumptions;

/// <summary>Everything that the proof takes for granted (design: a list in the code), and the answer of a host to it.</summary>
internal static class AssumptionList
{
    /// <summary>All of it.</summary>
    public static readonly IReadOnlyList<Assumption> All =
    [
        new("no-source-routing", "A packet goes where its destination says: no device forwards IPv4 source routes.",
            PacketRouting.Source),
        new("no-segment-routing", "A packet goes where its destination says: no device forwards IPv6 segment routes.",
            PacketRouting.Segment),
        new("no-multicast-router", "No multicast router takes packets in on a guest's bridge or sends them out there.",
            PacketRouting.Multicast),
        new("no-mpls", "No device takes MPLS, which is forwarded past every rule.", PacketRouting.Mpls),
        new("no-route-programs", "Routes send packets to a device, not through a program or a segment list.",
            PacketRouting.Encapsulation),
        new("no-tc-actions", "No tc filter redirects, copies, marks or rewrites packets of guests.", PacketPrograms.Filters),
        new("no-tcx-programs", "No tcx or netkit program meets packets on any device.", PacketPrograms.Tcx),
        new("no-xdp-programs", "No XDP program meets packets on any device.", PacketPrograms.Xdp),
        new("no-unseen-helper", "A flow is RELATED to another only where rules, a sysctl or conntrack show a helper or TPROXY.",
            RelatedFlows.Check),
        new("no-tunnel-for-guests", "No tunnel of the host takes packets out of packets that a guest can send.",
            Tunnels.Listening),
        new("no-virtual-server", "No IPVS service sends packets on that were addressed to the host.", Tunnels.VirtualServers),
        new("no-ipsec-policy", "No IPsec policy sends packets another way than the routes.", Tunnels.Ipsec),
        new("no-stacked-device", "No device stands on a guest's bridge or tap, in this network namespace or another.",
            BridgeDevices.Stacked),
        new("no-legacy-ebtables", "Legacy ebtables has no rule, and so routes no frame past its bridge and sets no mark.",
            BridgeDevices.Ebtables),
        new("no-vlan-as-input", "Frames that a bridge shows to iptables come in on the bridge, not on a VLAN of it.",
            BridgeDevices.VlanInput),
        new("no-surviving-flow", "No flow that was let in before is one that today's rules refuse.", SurvivingFlows.Check),
    ];

    /// <summary>What <paramref name="host"/> answers to each, in order.</summary>
    public static IReadOnlyList<CheckedAssumption> Check(Host host)
    {
        var assumed = new AssumedHost(host);
        return [.. All.Select(assumption => new CheckedAssumption(assumption, assumption.Check(assumed)))];
    }
}

/// <summary>An assumption with what its check came to.</summary>
internal sealed record CheckedAssumption(Assumption Assumption, AssumptionOutcome Outcome)
{
    /// <summary>For people and programs.</summary>
    public AssumptionAnswer Answer => Outcome switch
    {
        AssumptionOutcome.Holds holds => new(Assumption.Id, Assumption.Statement, true, holds.Detail),
        AssumptionOutcome.Fails fails => new(
            Assumption.Id, Assumption.Statement, false, string.Join(' ', fails.Breaches.Select(breach => breach.Summary))),
        AssumptionOutcome.Unchecked none => new(Assumption.Id, Assumption.Statement, null, none.Reason + "."),
        _ => throw new InvalidOperationException("There is no fourth outcome."),
    };
}
