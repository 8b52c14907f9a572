namespace VirtAgent.Core.Ledger;

/// <summary>The first entry of a chain that is not as it was written.</summary>
/// <param name="Seq">Its place.</param>
/// <param name="Kind">What was done.</param>
/// <param name="Why">One sentence that names the entry and how it is known.</param>
public sealed record ChainFault(long Seq, ChainFaultKind Kind, string Why);
