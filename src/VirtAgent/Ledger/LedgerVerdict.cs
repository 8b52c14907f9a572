using VirtAgent.Core.Ledger;

namespace VirtAgent.Ledger;

/// <summary>What going along the chain of a ledger found.</summary>
/// <param name="Entries">How many entries are as they were written.</param>
/// <param name="Head">The last of them.</param>
/// <param name="Pruned">What was pruned in good order; null where nothing ever was.</param>
/// <param name="Fault">The first entry that is not; null where all are.</param>
internal sealed record LedgerVerdict(long Entries, ChainHead Head, LedgerPrune? Pruned, ChainFault? Fault);
