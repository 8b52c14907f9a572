namespace VirtAgent.Interop.Nftables;

/// <summary>A rule of nf_tables as the kernel holds it.</summary>
/// <param name="Handle">Its number, which no other rule of the table ever has; a rule that is replaced gets another one.</param>
/// <param name="Expressions">
/// What stands in its attribute NFTA_RULE_EXPRESSIONS (linux/netfilter/nf_tables.h). It lies in what a whole message needs.
/// </param>
/// <param name="HasUserData">
/// Whether the program that made it wrote something beside it, which the kernel does not look at.
/// </param>
public sealed record KernelRule(ulong Handle, ReadOnlyMemory<byte> Expressions, bool HasUserData);
