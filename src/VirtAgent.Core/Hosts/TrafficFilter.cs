namespace VirtAgent.Core.Hosts;

/// <summary>A filter of traffic control (tc-filter(8)).</summary>
/// <param name="Devices">Devices it is on: one, or those that share its block.</param>
/// <param name="Place">Where on them, as tc has it: <c>ingress</c>, <c>egress</c>, <c>parent 1:</c>.</param>
/// <param name="Kind">The classifier: u32, flower, bpf…</param>
/// <param name="Understood">Whether the actions are all that it does; false for bpf, and for a classifier that is not
/// known.</param>
/// <param name="Actions">What it does, in order.</param>
public sealed record TrafficFilter(
    IReadOnlyList<string> Devices, string Place, string Kind, bool Understood, IReadOnlyList<TrafficAction> Actions);

/// <summary>What a filter does with packets.</summary>
/// <param name="Kind">mirred, gact, police, skbedit…</param>
/// <param name="Target">The device a mirred sends to; null for others, and where that is not one device of this host.</param>
/// <param name="PriorityOnly">Of skbedit, whether it sets priority or queue and nothing else.</param>
public sealed record TrafficAction(string Kind, string? Target, bool PriorityOnly);

/// <summary>BPF programs on a device.</summary>
/// <param name="Device">The device.</param>
/// <param name="Kind">tcx or netkit.</param>
/// <param name="Count">How many; above 0.</param>
public sealed record DeviceProgram(string Device, string Kind, int Count);
