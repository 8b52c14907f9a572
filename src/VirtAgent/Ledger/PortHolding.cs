using VirtAgent.Core.Ledger;

namespace VirtAgent.Ledger;

/// <summary>Who held a port at some time.</summary>
/// <param name="Created">The entry with which it was created, or the first about it where there is none.</param>
/// <param name="Last">The entry that was its last word then.</param>
internal sealed record PortHolding(LedgerEntry Created, LedgerEntry Last)
{
    /// <summary>The port as it was known then.</summary>
    public KnownPort Port => KnownPort.Of(Created.What, Last.What);
}
