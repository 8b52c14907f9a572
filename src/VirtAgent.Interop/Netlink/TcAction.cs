namespace VirtAgent.Interop.Netlink;

/// <summary>What a filter of traffic control does.</summary>
/// <param name="Kind">mirred, gact, police, skbedit, bpf…</param>
/// <param name="Target">The device that a mirred sends to; 0 for others, and where it sends to a block of devices.</param>
/// <param name="Only">
/// Of skbedit: whether it sets nothing but the priority and the queue; of others false. A mark or a packet type is more than
/// that.
/// </param>
public sealed record TcAction(string Kind, int Target, bool Only);
