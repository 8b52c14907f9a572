using VirtAgent.Core.Rulesets;

namespace VirtAgent.Core.Analysis.Sets;

/// <summary>Packets of which a rule sends a copy past the hooks that follow, as they were at that rule.</summary>
/// <param name="Table">Table of the chain.</param>
/// <param name="Chain">Chain of the rule.</param>
/// <param name="Rule">The rule.</param>
/// <param name="Copy">Where the copy goes; null where nobody knows.</param>
/// <param name="Packets">The packets.</param>
internal sealed record Departure(Table Table, Chain Chain, ChainRule Rule, Statement.Copy? Copy, PacketSet Packets);
