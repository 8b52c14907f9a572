namespace VirtAgent.Sinks.Metrics;

/// <summary>The ledger in numbers.</summary>
/// <param name="Entries">Entries written since the agent started; only grows.</param>
/// <param name="Ok">Whether it can be written to.</param>
/// <param name="Spooled">Entries that wait in the spool for it.</param>
/// <param name="Lost">Entries that the spool had no room for, since the agent started; only grows.</param>
internal sealed record LedgerFigures(long Entries, bool Ok, long Spooled, long Lost);
