using VirtAgent.Core.Ledger;

namespace VirtAgent.Ledger;

/// <summary>The row that says how far the ledger reaches, written together with the entries.</summary>
internal static class LedgerHead
{
    /// <summary>The head, and when the machine seemed to have booted as it was written, in units of 100 ns since 1970.</summary>
    /// <exception cref="LedgerException">There are entries, and no head any more.</exception>
    public static (ChainHead Head, long? Boot) Read(LedgerDatabase database)
    {
        var stored = database.Rows(
            row => (new ChainHead(row.GetInt64(0), LedgerRow.Hex(row, 1)), row.IsDBNull(2) ? null : (long?)row.GetInt64(2)),
            "SELECT seq, hash, boot FROM head").ToList();
        if (stored.Count > 0) return stored[0];
        if (database.Value<long>("SELECT count(*) FROM (SELECT 1 FROM entries LIMIT 1)") == 0) return (ChainHead.Start, null);
        throw new LedgerException(
            LedgerFault.Corrupt, $"{database.Path} has entries but no head any more; somebody took it away.");
    }
    public static void Write(LedgerDatabase database, ChainHead head, long boot) => database.Execute(
        "INSERT INTO head (one, seq, hash, boot) VALUES (1, $seq, $hash, $boot) "
            + "ON CONFLICT DO UPDATE SET seq = $seq, hash = $hash, boot = $boot",
        ("$seq", head.Seq), ("$hash", LedgerRow.Bytes(head.Hash)), ("$boot", boot));
}
