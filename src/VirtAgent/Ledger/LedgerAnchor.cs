using System.Security.Cryptography;
using VirtAgent.Core.Ledger;

namespace VirtAgent.Ledger;

/// <summary>Where the chain begins after entries were pruned, and the entries from before that are still needed.</summary>
internal static class LedgerAnchor
{
    /// <summary>The last prune; null where nothing ever was pruned.</summary>
    public static LedgerPrune? Last(LedgerDatabase database) => database.Rows(
        row => new LedgerPrune(
            new ChainHead(row.GetInt64(0), LedgerRow.Hex(row, 1)), LedgerRow.Time(row.GetInt64(2)), row.GetInt64(3)),
        "SELECT seq, hash, time, removed FROM prunes ORDER BY seq DESC LIMIT 1").FirstOrDefault();

    /// <summary>What stands for all carried entries together, so that none of them can be taken away or added.</summary>
    public static byte[] Digest(LedgerDatabase database)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (previous, hash) in database.Rows(
            row => (row.GetFieldValue<byte[]>(0), row.GetFieldValue<byte[]>(1)),
            "SELECT previous, hash FROM carried JOIN entries USING (seq) ORDER BY seq"))
        {
            digest.AppendData(previous);
            digest.AppendData(hash);
        }

        return digest.GetHashAndReset();
    }

    /// <summary>The first of the carried entries that is not as it was written, or null.</summary>
    public static ChainFault? Check(LedgerDatabase database, ChainHead anchor)
    {
        var carried = database.Rows(row => (Seq: row.GetInt64(0), Previous: LedgerRow.Hex(row, 1)),
            "SELECT seq, previous FROM carried ORDER BY seq").ToDictionary(row => row.Seq, row => row.Previous);
        foreach (var entry in database.Rows(LedgerRow.Stored,
            $"SELECT {LedgerRow.StoredColumns} FROM entries WHERE seq <= $anchor ORDER BY seq", ("$anchor", anchor.Seq)))
        {
            if (!carried.Remove(entry.Seq, out var previous))
                return Fault(entry.Seq, ChainFaultKind.Inserted, "was added: it was pruned, or never there");
            if (!entry.Agrees || new ChainHead(entry.Seq - 1, previous).Link(entry.Canonical.Span) != entry.Hash)
                return Fault(entry.Seq, ChainFaultKind.Edited, "was edited: what it says does not have its hash");
        }

        if (carried.Count > 0)
            return Fault(carried.Keys.Min(), ChainFaultKind.Missing, "is missing: it was kept when others were pruned");
        var sealedAs = database.Value<byte[]>("SELECT carried FROM prunes WHERE seq = $seq", ("$seq", anchor.Seq));
        return Digest(database).AsSpan().SequenceEqual(sealedAs)
            ? null
            : Fault(anchor.Seq, ChainFaultKind.Broken, "is where the ledger was pruned, and others were kept than are there now");
    }

    private static ChainFault Fault(long seq, ChainFaultKind kind, string why) => new(seq, kind, $"entry {seq} {why}.");
}
