using System.Text;
using VirtAgent.Core.Ledger;

namespace VirtAgent.Ledger;

/// <summary>
/// The ledger as JSON lines. A line is the canonical form of an entry with <c>hash</c> added as the last member, so that anybody
/// can go along the chain: take the hash out, and SHA-256 over the bytes of the hash before and of the rest is it. The last line
/// is <c>{"head":"SEQ:HASH","pruned":"SEQ:HASH"}</c>; the second member is what the first entry behind a prune follows, and
/// entries up to it were kept by the prune and cannot be checked alone.
/// </summary>
internal static class LedgerExport
{
    /// <summary>Prints it.</summary>
    /// <param name="database">The ledger, in a transaction.</param>
    /// <param name="output">Where to.</param>
    /// <returns>The head.</returns>
    public static ChainHead Run(LedgerDatabase database, TextWriter output)
    {
        foreach (var (canonical, hash) in database.Rows(
            row => (Encoding.UTF8.GetString(row.GetFieldValue<byte[]>(0)), LedgerRow.Hex(row, 1)),
            "SELECT canonical, hash FROM entries ORDER BY seq"))
        {
            output.Write($"{canonical[..^1]},\"hash\":\"{hash}\"}}\n");
        }

        var head = LedgerHead.Read(database).Head;
        var pruned = LedgerAnchor.Last(database) is { } prune ? $",\"pruned\":\"{prune.Anchor}\"" : "";
        output.Write($"{{\"head\":\"{head}\"{pruned}}}\n");
        return head;
    }
}
