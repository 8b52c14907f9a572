namespace VirtAgent.Core.Ledger;

/// <summary>What somebody did to a chain.</summary>
public enum ChainFaultKind
{
    /// <summary>The entry is not as it was written.</summary>
    Edited,

    /// <summary>The entry is gone.</summary>
    Missing,

    /// <summary>The entry stands where another belongs.</summary>
    OutOfOrder,

    /// <summary>The entry was never written by the agent.</summary>
    Inserted,

    /// <summary>
    /// The entry and its hash do not follow from the one before: it was edited with its hash, or the chain was written anew.
    /// </summary>
    Broken,
}
