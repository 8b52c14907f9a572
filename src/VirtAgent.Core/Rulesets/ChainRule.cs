namespace VirtAgent.Core.Rulesets;

/// <summary>One rule: its statements from left to right, and how people see it.</summary>
/// <param name="Number">Position in the chain, from 1, as <c>iptables -L --line-numbers</c> counts.</param>
/// <param name="Statements">What it does, in order.</param>
/// <param name="Label">The line as its tool prints it: for traces, finding keys and waivers only, never for its meaning.</param>
public sealed record ChainRule(int Number, IReadOnlyList<Statement> Statements, string Label);
