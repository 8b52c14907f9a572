using VirtAgent.Core.Packets;

namespace VirtAgent.Core.Hosts;

/// <summary>Answered flows between guests and others, which no rule that speaks of new ones ends: <c>conntrack.txt</c>.</summary>
/// <param name="Flows">The flows.</param>
/// <param name="Whole">Whether all flows of the host were looked at.</param>
/// <param name="Expected">Helpers that expect a flow, one for each.</param>
public sealed record TrackedFlows(IReadOnlyList<TrackedFlow> Flows, bool Whole, IReadOnlyList<string> Expected);

/// <summary>A flow that conntrack knows.</summary>
/// <param name="Protocol">IP protocol number.</param>
/// <param name="Original">Its first packet.</param>
/// <param name="Reply">The answer to it; not the same turned round where the flow is translated.</param>
/// <param name="Zone">Conntrack zone; 0 is the usual one.</param>
/// <param name="Helper">The helper that reads it, or null.</param>
/// <param name="Offloaded">Whether a flowtable carries it past all rules.</param>
public sealed record TrackedFlow(
    byte Protocol, FlowTuple Original, FlowTuple Reply, int Zone, string? Helper, bool Offloaded)
{
    /// <summary>Where its packets go in the end.</summary>
    public Address Receiver => Reply.Source;
}

/// <summary>One direction of a flow.</summary>
/// <param name="Source">Sender.</param>
/// <param name="Destination">Receiver.</param>
/// <param name="SourcePort">Its port; 0 where the protocol has none.</param>
/// <param name="DestinationPort">Its port; 0 where the protocol has none.</param>
/// <param name="IcmpType">Type of ICMP.</param>
/// <param name="IcmpCode">Code of ICMP.</param>
/// <param name="IcmpId">Identifier of ICMP.</param>
public sealed record FlowTuple(
    Address Source, Address Destination, ushort SourcePort, ushort DestinationPort, byte IcmpType, byte IcmpCode, ushort IcmpId);
