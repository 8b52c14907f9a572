using VirtAgent.Core.Ledger;

namespace VirtAgent.Ledger;

/// <summary>
/// How much of a spool is in the ledger already: a process before us may have been killed between writing it and taking the spool
/// file away, and a group of which SQLite said that it failed may be there after all. Only we write the ledger, so what stands
/// behind the point where it could not be written tells. The same event, to a tenth of a microsecond, does not happen twice.
/// </summary>
/// <param name="Written">How many of those that wait.</param>
/// <param name="Opened">Whether the occurrence that tells why they wait is.</param>
/// <param name="Closed">Whether all is, and that it was said.</param>
internal sealed record LedgerReplay(int Written, bool Opened, bool Closed)
{
    /// <summary>What of the spool the ledger has already, by comparing their ends.</summary>
    public static LedgerReplay Of(LedgerFile ledger, LedgerSpool spool)
    {
        var waiting = spool.Waiting.ToList();
        var (written, opened, closed) = (0, false, false);
        foreach (var entry in ledger.After(spool.After!))
        {
            if (written < waiting.Count && AreSame(entry.What, waiting[written])) written++;
            else if (AreSame(entry.What, spool.Opening!)) opened = true;
            else if (entry.What.Kind == EntryKind.GapClosed && entry.What.GapSource == spool.Opening!.GapSource) closed = opened;
        }

        return new LedgerReplay(written, opened, closed && written == waiting.Count);
    }

    // As they are written: half a character, for instance, is written as another.
    private static bool AreSame(LedgerEvent a, LedgerEvent b) =>
        a.At == b.At && CanonicalEntry.Bytes(0, a).AsSpan().SequenceEqual(CanonicalEntry.Bytes(0, b));
}
