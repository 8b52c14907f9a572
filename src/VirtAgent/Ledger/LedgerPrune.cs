using VirtAgent.Core.Ledger;

namespace VirtAgent.Ledger;

/// <summary>Entries that were taken away from the beginning of the ledger.</summary>
/// <param name="Anchor">The last of them, which the chain goes on from.</param>
/// <param name="Time">When.</param>
/// <param name="Removed">How many this time.</param>
internal sealed record LedgerPrune(ChainHead Anchor, DateTimeOffset Time, long Removed);
