using System.Text;
using Microsoft.Data.Sqlite;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Ledger;

namespace VirtAgent.Ledger;

/// <summary>Writes entries behind the head.</summary>
/// <param name="database">Where to.</param>
internal sealed class LedgerAppend(LedgerDatabase database) : IDisposable
{
    // The time at which the machine seems to have booted goes back only where the clock was set back: a boot moves it forward,
    // and NTP slews both clocks alike.
    private const long Step = TimeSpan.TicksPerSecond;

    private readonly SqliteCommand _insert = database.Prepare(
        $"INSERT INTO entries ({LedgerRow.StoredColumns}) VALUES ($seq, $time, $since_boot, $kind, $port, $network, $guest, "
            + "$guest_uuid, $mac, $tap, $bridge, $finding, $detail, $hash, $canonical)",
        [.. Names.Select(name => (name, (object?)null))]);

    private static readonly string[] Names =
    [
        "$seq", "$time", "$since_boot", "$kind", "$port", "$network", "$guest", "$guest_uuid", "$mac", "$tap", "$bridge",
        "$finding", "$detail", "$hash", "$canonical",
    ];

    /// <summary>Writes them in their order, within a transaction of the caller's.</summary>
    public IReadOnlyList<LedgerEntry> Run(IReadOnlyList<LedgerEvent> occurrences, Moment now)
    {
        var (head, before) = LedgerHead.Read(database);
        var boot = LedgerRow.Time(now.Time) - now.SinceBoot.Ticks;
        if (before - boot > Step)
        {
            // Over what a step says that is not there any more: somebody cut the end off.
            database.Execute("INSERT OR REPLACE INTO steps VALUES ($seq, $time, $back)",
                ("$seq", head.Seq + 1), ("$time", LedgerRow.Time(now.Time)), ("$back", before - boot));
        }

        var entries = new List<LedgerEntry>(occurrences.Count);
        foreach (var what in occurrences)
        {
            var canonical = CanonicalEntry.Bytes(head.Seq + 1, what);
            var entry = new LedgerEntry(head.Seq + 1, what, head.Link(canonical));
            Insert(entry, canonical);
            head = new ChainHead(entry.Seq, entry.Hash);
            entries.Add(entry);
        }

        LedgerHead.Write(database, head, boot);
        return entries;
    }

    /// <summary>Gives the statement back.</summary>
    public void Dispose() => _insert.Dispose();

    private void Insert(LedgerEntry entry, byte[] canonical)
    {
        var what = entry.What;
        ReadOnlySpan<object?> values =
        [
            entry.Seq, LedgerRow.Time(what.At.Time), what.At.SinceBoot.Ticks, what.Kind.Word(), what.Port, what.Network,
            what.Guest, what.GuestUuid, what.Mac, what.Tap, what.Bridge, what.Finding, what.Detail, LedgerRow.Bytes(entry.Hash),
            Encoding.UTF8.GetString(canonical),
        ];
        for (var i = 0; i < values.Length; i++) _insert.Parameters[i].Value = values[i] ?? DBNull.Value;
        database.Try(_insert.ExecuteNonQuery);
    }
}
