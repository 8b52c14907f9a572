using VirtAgent.Core.Ledger;

namespace VirtAgent.Ledger;

/// <summary>Goes along the chain of a ledger.</summary>
internal static class LedgerVerification
{
    /// <summary>Finds the first entry that is not as it was written.</summary>
    /// <param name="database">The ledger, in a transaction.</param>
    /// <param name="kept">A head that was kept elsewhere, or null.</param>
    public static LedgerVerdict Run(LedgerDatabase database, ChainHead? kept)
    {
        var pruned = LedgerAnchor.Last(database);
        var check = new ChainCheck(pruned?.Anchor ?? ChainHead.Start, kept);
        ChainFault? fault;
        try
        {
            var carriedFault = pruned is null ? null : LedgerAnchor.Check(database, pruned.Anchor);
            fault = carriedFault ?? Chain(database, check) ?? Damage(database);
        }
        catch (LedgerException failure) when (failure.Fault == LedgerFault.Corrupt)
        {
            var next = check.Head.Seq + 1;
            fault = new ChainFault(next, ChainFaultKind.Broken, $"entry {next} cannot be read: {failure.Message}");
        }

        var carried = fault is null ? database.Value<long>("SELECT count(*) FROM carried") : 0;
        return new LedgerVerdict(check.Count + carried, check.Head, pruned, fault);
    }

    private static ChainFault? Chain(LedgerDatabase database, ChainCheck check)
    {
        foreach (var entry in database.Rows(LedgerRow.Stored,
            $"SELECT {LedgerRow.StoredColumns} FROM entries WHERE seq > $start ORDER BY seq", ("$start", check.Head.Seq)))
        {
            if (!check.Feed(entry)) break;
        }

        return check.End(Stored(database) ?? (check.Head == ChainHead.Start ? ChainHead.Start : null));
    }

    // The chain is read from the table, and history through the indexes.
    private static ChainFault? Damage(LedgerDatabase database)
    {
        var said = database.Value<string>("PRAGMA integrity_check(1)");
        return said == "ok"
            ? null
            : new ChainFault(0, ChainFaultKind.Broken, $"all entries are as they were written, but the file is damaged: {said}.");
    }

    private static ChainHead? Stored(LedgerDatabase database) => database.Rows(
        row => new ChainHead(row.GetInt64(0), LedgerRow.Hex(row, 1)), "SELECT seq, hash FROM head").FirstOrDefault();
}
