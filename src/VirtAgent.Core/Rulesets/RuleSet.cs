using VirtAgent.Core.Packets;

namespace VirtAgent.Core.Rulesets;

/// <summary>The iptables tables of one family in one backend.</summary>
/// <param name="Family">IPv4 (iptables) or IPv6 (ip6tables).</param>
/// <param name="Backend">Where the kernel holds them.</param>
/// <param name="Tables">filter, nat, mangle, raw, security: those that exist.</param>
public sealed record RuleSet(Family Family, Backend Backend, IReadOnlyList<RuleTable> Tables)
{
    /// <summary>The table of that name, or null.</summary>
    public RuleTable? Table(string name) => Tables.FirstOrDefault(table => table.Name == name);
}
