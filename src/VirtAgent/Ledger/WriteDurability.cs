namespace VirtAgent.Ledger;

/// <summary>Where occurrences are when they were given to the <see cref="LedgerWriter"/>.</summary>
internal enum WriteDurability
{
    /// <summary>In the ledger, on disk.</summary>
    InLedger,

    /// <summary>In the spool file, on disk; they go into the ledger as soon as it can be written.</summary>
    InSpool,

    /// <summary>In memory alone; they are lost with the process.</summary>
    InMemory,
}
