namespace VirtAgent.Ledger;

/// <summary>Why the ledger cannot be used.</summary>
internal enum LedgerFault
{
    /// <summary>There is none.</summary>
    Missing,

    /// <summary>It is damaged, or no ledger at all.</summary>
    Corrupt,

    /// <summary>It was written by a newer or is still to be brought up to date from an older version.</summary>
    OtherVersion,

    /// <summary>It, or its folder, may not be written.</summary>
    ReadOnly,

    /// <summary>The file system has no room.</summary>
    Full,

    /// <summary>Another process holds it.</summary>
    Locked,

    /// <summary>Reading or writing failed in some other way.</summary>
    Failed,
}
