using VirtAgent.Core.Ledger;

namespace VirtAgent.Cli;

/// <summary>The first and last number of the entries that went by, which may be more than fit in memory.</summary>
internal sealed class EntrySpan
{
    public int Count { get; private set; }

    /// <summary>Number of the first.</summary>
    public long First { get; private set; } = long.MaxValue;

    /// <summary>Number of the last.</summary>
    public long Last { get; private set; }

    /// <summary>Lets one go by.</summary>
    public LedgerEntry See(LedgerEntry entry)
    {
        Count++;
        First = Math.Min(First, entry.Seq);
        Last = entry.Seq;
        return entry;
    }
}
