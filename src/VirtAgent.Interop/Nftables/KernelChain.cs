namespace VirtAgent.Interop.Nftables;

/// <summary>A chain of nf_tables as the kernel holds it.</summary>
/// <param name="Table">The table it stands in.</param>
/// <param name="Name">Its name.</param>
/// <param name="Handle">Its number, which no other chain of the table ever has.</param>
/// <param name="Hook">Where it is hooked in; null for a chain that others jump to.</param>
public sealed record KernelChain(string Table, string Name, ulong Handle, KernelHook? Hook);

/// <summary>Where a base chain is hooked in.</summary>
/// <param name="Type">filter, nat or route.</param>
/// <param name="Number">The hook (enum nf_inet_hooks, linux/netfilter.h): 0 for prerouting, 2 for forward.</param>
/// <param name="Priority">Its place among the chains of that hook; the lowest sees a packet first.</param>
/// <param name="Accepts">Whether its policy is to accept (NF_ACCEPT), else to drop.</param>
public sealed record KernelHook(string Type, uint Number, int Priority, bool Accepts);
