namespace VirtAgent.Core.Findings;

/// <summary>One rule, policy or routing decision that a packet met on its way.</summary>
/// <param name="Backend">"nft", "legacy", or "kernel" for a decision that is no rule.</param>
/// <param name="Table">Table, or "route", "sysctl".</param>
/// <param name="Chain">Chain, or the routing table or sysctl that decided.</param>
/// <param name="Rule">Rule number in the chain from 1; 0 for a policy or a decision that is no rule.</param>
/// <param name="Text">The rule as printed, or the decision in words.</param>
/// <param name="Outcome">
/// What came of it: "no match", "accept", "drop", "reject", "return", "jump X", "goto X", "continue", "mark 0x1",
/// "untracked", "dnat 10.0.0.1:80", "redirect", "snat", "policy accept", "policy drop", "out DEV", "to host", "not forwarded";
/// with " (assumed)" behind it where it depends on something not modelled.
/// </param>
public sealed record TraceStep(string Backend, string Table, string Chain, int Rule, string Text, string Outcome);
