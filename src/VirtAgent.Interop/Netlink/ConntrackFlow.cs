namespace VirtAgent.Interop.Netlink;

/// <summary>A flow that conntrack knows (linux/netfilter/nfnetlink_conntrack.h).</summary>
/// <param name="Protocol">IP protocol number.</param>
/// <param name="Original">The first packet's addresses and ports.</param>
/// <param name="Reply">Those that an answer has, which differ from it turned round where the flow is translated.</param>
/// <param name="Status">Bits of enum ip_conntrack_status: 2 answered, 16 source and 32 destination translated, 16384
/// offloaded.</param>
/// <param name="Zone">Conntrack zone; 0 is the usual one.</param>
/// <param name="Helper">The helper that reads it, or null.</param>
public sealed record ConntrackFlow(
    byte Protocol, ConntrackTuple Original, ConntrackTuple Reply, uint Status, ushort Zone, string? Helper);
