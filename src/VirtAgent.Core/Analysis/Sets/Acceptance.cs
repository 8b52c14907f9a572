using VirtAgent.Core.Rulesets;

namespace VirtAgent.Core.Analysis.Sets;

/// <summary>The packets one rule of a chain, or the policy at its end, lets through.</summary>
/// <param name="Table">Table of the base chain.</param>
/// <param name="Base">The base chain.</param>
/// <param name="Chain">Chain of the rule.</param>
/// <param name="Rule">The accepting rule; null for the policy.</param>
/// <param name="Packets">The packets.</param>
internal sealed record Acceptance(Table? Table, Chain? Base, Chain? Chain, ChainRule? Rule, PacketSet Packets);
