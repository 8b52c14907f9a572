namespace VirtAgent.Core.Rulesets;

/// <summary>A chain: rules in order, and what happens at their end.</summary>
/// <param name="Name">FORWARD, LIBVIRT_FWO…</param>
/// <param name="Policy">Verdict at the end of a built-in chain; null for a user chain, which returns to its caller.</param>
/// <param name="Rules">In order; <see cref="Rule.Number"/> counts from 1.</param>
public sealed record RuleChain(string Name, ChainPolicy? Policy, IReadOnlyList<Rule> Rules);
