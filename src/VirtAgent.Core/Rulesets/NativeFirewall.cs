namespace VirtAgent.Core.Rulesets;

/// <summary>
/// What <c>nft -j list ruleset</c> shows beside the iptables tables. Native rules are not evaluated yet, only sorted by what
/// they could do to a verdict that was reached without them.
/// </summary>
/// <param name="Rewrites">
/// Rules that could open a way: they rewrite, mark, duplicate, forward, queue, offload or un-track packets, or hold something
/// this version cannot read. While there is one, a proof from iptables alone does not stand.
/// </param>
/// <param name="Drops">
/// Rules, policies and verdict maps that can take packets away on the forward path. While there is one, a leak shown from
/// iptables alone may be closed by it.
/// </param>
/// <param name="UsesConntrack">Whether some native rule or chain switches connection tracking on.</param>
/// <param name="LibvirtTables">Whether libvirt's own nftables backend holds rules (table <c>libvirt_network</c>).</param>
public sealed record NativeFirewall(
    IReadOnlyList<NativeRule> Rewrites, IReadOnlyList<NativeRule> Drops, bool UsesConntrack, bool LibvirtTables)
{
    /// <summary>No native rule at all.</summary>
    public static readonly NativeFirewall None = new([], [], false, false);
}
