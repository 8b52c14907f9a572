using VirtAgent.Ledger;
using VirtAgent.Ports;

namespace VirtAgent.Record.Ledger;

/// <summary>Who held a port at some time.</summary>
/// <param name="Port">The port as it was known then.</param>
/// <param name="Last">The entry that was its last word then.</param>
internal sealed record PortHolding(KnownPort Port, LedgerEntry Last);
