using Microsoft.Data.Sqlite;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Ledger;

namespace VirtAgent.Ledger;

/// <summary>An entry as a row of the table.</summary>
internal static class LedgerRow
{
    /// <summary>The columns that <see cref="Entry"/> reads, in this order.</summary>
    public const string Columns =
        "seq, time, since_boot, kind, port, network, guest, guest_uuid, mac, tap, bridge, finding, detail, hash";

    /// <summary>The columns that <see cref="Stored"/> reads.</summary>
    public const string StoredColumns = Columns + ", canonical";

    private const int Hash = 13;
    private const int Canonical = 14;

    /// <summary>The wall clock in units of 100 ns since 1970.</summary>
    public static long Time(DateTimeOffset time) => time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks;

    /// <summary>The time in a column, back from its ticks: 100 ns since 1970.</summary>
    public static DateTimeOffset Time(long time) => new(time + DateTimeOffset.UnixEpoch.UtcTicks, TimeSpan.Zero);

    /// <summary>A hash as it is stored.</summary>
    public static byte[] Bytes(string hash) => Convert.FromHexString(hash);

    /// <summary>A hash that is stored.</summary>
    public static string Hex(SqliteDataReader row, int column) => Convert.ToHexStringLower(row.GetFieldValue<byte[]>(column));

    /// <summary>Reads an entry of a ledger that is taken to be in order.</summary>
    /// <exception cref="LedgerException">It is not.</exception>
    public static LedgerEntry Entry(SqliteDataReader row) => new(
        row.GetInt64(0),
        What(row) ?? throw new LedgerException(LedgerFault.Corrupt,
            $"entry {row.GetInt64(0)} says what no entry can say; 'virt-agent ledger verify' tells what was done to it."),
        Hex(row, Hash));

    /// <summary>Reads an entry as it is found.</summary>
    public static StoredEntry Stored(SqliteDataReader row) =>
        new(row.GetInt64(0), What(row), row.GetFieldValue<byte[]>(Canonical), Hex(row, Hash));

    private static LedgerEvent? What(SqliteDataReader row)
    {
        if (EntryKinds.Find(row.GetString(3)) is not { } kind || At(row) is not { } at) return null;
        return new LedgerEvent(kind, at)
        {
            Port = Text(row, 4),
            Network = Text(row, 5),
            Guest = Text(row, 6),
            GuestUuid = Text(row, 7),
            Mac = Text(row, 8),
            Tap = Text(row, 9),
            Bridge = Text(row, 10),
            Finding = Text(row, 11),
            Detail = Text(row, 12),
        };
    }

    private static Moment? At(SqliteDataReader row)
    {
        var (time, sinceBoot) = (row.GetInt64(1), row.GetInt64(2));
        return time >= Time(DateTimeOffset.MinValue) && time <= Time(DateTimeOffset.MaxValue)
            ? new Moment(Time(time), TimeSpan.FromTicks(sinceBoot))
            : null;
    }

    private static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
