namespace VirtAgent.Interop.Netlink;

/// <summary>A filter of traffic control with what it does to packets that it matches.</summary>
/// <param name="Kind">The classifier: u32, flower, matchall, bpf…</param>
/// <param name="Chain">The chain it is in; 0 is where packets begin.</param>
/// <param name="Priority">Lower is asked first.</param>
/// <param name="Actions">In order; empty for one that only chooses a class.</param>
/// <param name="Understood">Whether the actions are all that it does: false for a classifier that is not known here.</param>
public sealed record TcFilter(
    string Kind, uint Chain, ushort Priority, IReadOnlyList<TcAction> Actions, bool Understood);
