using VirtAgent.Ledger;

namespace VirtAgent.Record.Ledger;

/// <summary>Goes along the chain of a ledger.</summary>
internal static class LedgerVerification
{
    /// <summary>Finds the first entry that is not as it was written.</summary>
    /// <param name="database">The ledger, in a transaction.</param>
    /// <param name="kept">A head that was kept elsewhere, or null.</param>
    public static LedgerVerdict Run(LedgerDatabase database, ChainHead? kept)
    {
        var pruned = LedgerAnchor.Last(database);
        var start = pruned?.Anchor ?? ChainHead.Start;
        var fault = pruned is null ? null : LedgerAnchor.Check(database, start);
        if (fault is not null) return new LedgerVerdict(0, start, pruned, fault);

        var check = new ChainCheck(start, kept);
        foreach (var entry in database.Rows(LedgerRow.Stored,
            $"SELECT {LedgerRow.StoredColumns} FROM entries WHERE seq > $start ORDER BY seq", ("$start", start.Seq)))
        {
            if (!check.Feed(entry)) break;
        }

        check.End(Stored(database) ?? (pruned is null ? ChainHead.Start : null));
        return new LedgerVerdict(check.Count, check.Head, pruned, check.Fault);
    }

    private static ChainHead? Stored(LedgerDatabase database) => database.Rows(
        row => new ChainHead(row.GetInt64(0), LedgerRow.Hex(row, 1)), "SELECT seq, hash FROM head").FirstOrDefault();
}
