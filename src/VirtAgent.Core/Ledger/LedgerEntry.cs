namespace VirtAgent.Core.Ledger;

/// <summary>One entry of the ledger.</summary>
/// <param name="Seq">Its place: 1, 2, 3… without a hole.</param>
/// <param name="What">What happened.</param>
/// <param name="Hash">
/// SHA-256, lower-case hex, over the previous entry's hash (its 32 bytes; 32 zero bytes before the first) and this entry's
/// canonical bytes.
/// </param>
public sealed record LedgerEntry(long Seq, LedgerEvent What, string Hash);
