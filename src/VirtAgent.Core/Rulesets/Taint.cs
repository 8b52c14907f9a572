using VirtAgent.Core.Packets;

namespace VirtAgent.Core.Rulesets;

/// <summary>
/// A place in an iptables table where the text of iptables-save cannot be believed, because nft shows something else.
/// </summary>
/// <param name="Family">IPv4 or IPv6.</param>
/// <param name="Table">Table name.</param>
/// <param name="Chain">Chain name, or null when the whole table is meant.</param>
/// <param name="Number">Rule number in the chain, or null when the whole chain is meant.</param>
/// <param name="Reason">What nft shows that iptables did not write, in one sentence.</param>
public sealed record Taint(Family Family, string Table, string? Chain, int? Number, string Reason);
