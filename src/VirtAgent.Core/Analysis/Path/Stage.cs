using VirtAgent.Core.Rulesets;

namespace VirtAgent.Core.Analysis.Path;

/// <summary>
/// One station of a forwarded packet: a built-in chain of a table. <see cref="Path"/> is the order of
/// include/uapi/linux/netfilter_ipv4.h (NF_IP_PRI_*); conntrack decides the state between raw and mangle PREROUTING, routing
/// stands between PREROUTING and FORWARD.
/// </summary>
/// <param name="Table">Table name.</param>
/// <param name="Chain">Built-in chain name.</param>
public sealed record Stage(string Table, string Chain)
{
    /// <summary>Before routing. The state of the first stage is not known yet: conntrack runs after it.</summary>
    public static readonly IReadOnlyList<Stage> BeforeRouting =
        [new("raw", "PREROUTING"), new("mangle", "PREROUTING"), new("nat", "PREROUTING")];

    /// <summary>After routing, on the way out.</summary>
    public static readonly IReadOnlyList<Stage> AfterRouting =
    [
        new("mangle", "FORWARD"), new("filter", "FORWARD"), new("security", "FORWARD"),
        new("mangle", "POSTROUTING"), new("nat", "POSTROUTING"),
    ];

    /// <summary>Every stage in order.</summary>
    public static IEnumerable<Stage> Path => BeforeRouting.Concat(AfterRouting);

    /// <summary>Whether only the first packet of a tracked flow passes here (nat chains).</summary>
    public bool NewFlowsOnly => Table == "nat";

    /// <summary>The chain in <paramref name="rules"/>, or null where the table does not exist.</summary>
    public RuleChain? In(RuleSet rules) => rules.Table(Table)?.Chain(Chain);
}
