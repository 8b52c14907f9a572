namespace VirtAgent.Core.Hosts;

/// <summary>What meets packets of a host's devices before and behind its firewall: <c>tc.json</c>.</summary>
/// <param name="Filters">Filters of traffic control with an action, or whose actions nobody could read.</param>
/// <param name="Programs">BPF programs that are attached as tcx or netkit, which no filter shows.</param>
public sealed record TrafficControl(IReadOnlyList<TrafficFilter> Filters, IReadOnlyList<DeviceProgram> Programs);
