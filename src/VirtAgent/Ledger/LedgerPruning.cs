using VirtAgent.Core.Ledger;

namespace VirtAgent.Ledger;

/// <summary>
/// Takes entries away from the beginning of the ledger, in pieces that the writer hardly notices. What still held where the
/// ledger is cut stays: the first and the last entry of each port that existed then, and findings and gaps that were open.
/// </summary>
/// <param name="database">The ledger.</param>
/// <param name="now">The time that the prune is recorded with.</param>
internal sealed class LedgerPruning(LedgerDatabase database, DateTimeOffset now)
{
    /// <summary>Entries taken away in one transaction: some hundredths of a second, in which nothing else is written.</summary>
    public const int Piece = 2_000;

    /// <summary>Takes away what is too old or too much.</summary>
    /// <param name="before">Entries up to the first that is not older than this; null to keep all ages.</param>
    /// <param name="maxBytes">So many of the oldest that no more than this is used; null for no limit.</param>
    /// <param name="pieces">At most so many times <see cref="Piece"/>.</param>
    /// <returns>How many were taken away.</returns>
    public long Run(DateTimeOffset? before, long? maxBytes, int pieces)
    {
        long removed = 0;
        LedgerPrune? last = null;
        for (; pieces > 0; pieces--)
        {
            if (database.Write(() => TakeAway(before, maxBytes, last)) is not { } taken) break;
            removed += taken.Removed - (last?.Removed ?? 0);
            last = taken;
        }

        if (removed > 0)
        {
            database.Execute("PRAGMA incremental_vacuum");
            database.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }

        return removed;
    }

    private LedgerPrune? TakeAway(DateTimeOffset? before, long? maxBytes, LedgerPrune? last)
    {
        var start = LedgerAnchor.Last(database)?.Anchor ?? ChainHead.Start;
        var end = Math.Min(Math.Max(Old(start.Seq, before), TooMuch(start.Seq, maxBytes)), start.Seq + Piece);
        if (end <= start.Seq) return null;

        var anchor = Checked(start, end);
        Carry(start, end);
        var removed = database.Execute(
            "DELETE FROM entries WHERE seq <= $end AND seq NOT IN (SELECT seq FROM carried)", ("$end", end));
        if (last is not null) database.Execute("DELETE FROM prunes WHERE seq = $seq", ("$seq", last.Anchor.Seq));
        var prune = new LedgerPrune(anchor, now, (last?.Removed ?? 0) + removed);
        database.Execute(
            "INSERT INTO prunes VALUES ($seq, $hash, $time, $removed, $carried)",
            ("$seq", end), ("$hash", LedgerRow.Bytes(anchor.Hash)), ("$time", LedgerRow.Time(now)), ("$removed", prune.Removed),
            ("$carried", LedgerAnchor.Digest(database)));
        return prune;
    }

    // What was tampered with is not made to disappear in good order.
    private ChainHead Checked(ChainHead start, long end)
    {
        var check = new ChainCheck(start);
        foreach (var entry in database.Rows(LedgerRow.Stored,
            $"SELECT {LedgerRow.StoredColumns} FROM entries WHERE seq > $start AND seq <= $end ORDER BY seq",
            ("$start", start.Seq), ("$end", end)))
        {
            if (!check.Feed(entry)) break;
        }

        if (check.Head.Seq == end) return check.Head;
        var why = check.Fault?.Why ?? $"entry {check.Head.Seq + 1} is not as it was written.";
        throw new LedgerException(LedgerFault.Corrupt, $"nothing is pruned, for {why.TrimEnd('.')}; move {database.Path} aside.");
    }

    // A wall clock that was once ahead stops this, rather than that one that was once behind takes everything away.
    private long Old(long start, DateTimeOffset? before)
    {
        if (before is not { } time) return 0;
        var young = database.Value<long>(
            "SELECT seq FROM entries WHERE seq > $start AND +time >= $before ORDER BY seq LIMIT 1",
            ("$start", start), ("$before", LedgerRow.Time(time)));
        return young > 0 ? young - 1 : database.Value<long>("SELECT seq FROM head");
    }

    private long TooMuch(long start, long? maxBytes)
    {
        if (maxBytes is not { } most) return 0;
        var used = database.Value<long>("SELECT page_count - freelist_count FROM pragma_page_count, pragma_freelist_count")
            * database.Value<long>("PRAGMA page_size");
        if (used <= most) return 0;
        var end = database.Value<long>("SELECT seq FROM head");
        return end == start ? 0 : start + Math.Max(1, (long)((end - start) * ((used - most) / (double)used)));
    }

    private void Carry(ChainHead start, long end)
    {
        var standing = new OpenItems();
        foreach (var entry in database.Rows(
            LedgerRow.Entry, $"SELECT {LedgerRow.Columns} FROM entries WHERE seq <= $end ORDER BY seq", ("$end", end)))
        {
            standing.Take(entry.Seq, entry.What);
        }

        database.Execute("CREATE TEMP TABLE IF NOT EXISTS needed (seq INTEGER PRIMARY KEY)");
        database.Execute("DELETE FROM needed");
        foreach (var (seq, _) in standing.All) database.Execute("INSERT INTO needed VALUES ($seq)", ("$seq", seq));
        database.Execute("DELETE FROM carried WHERE seq NOT IN (SELECT seq FROM needed)");
        database.Execute(
            "INSERT INTO carried "
                + "SELECT seq, coalesce((SELECT hash FROM entries AS before WHERE before.seq = needed.seq - 1), $start) "
                + "FROM needed WHERE seq > $anchor",
            ("$start", LedgerRow.Bytes(start.Hash)), ("$anchor", start.Seq));
    }
}
