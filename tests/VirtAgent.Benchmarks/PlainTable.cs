using Microsoft.Data.Sqlite;
using VirtAgent.Core.Ledger;
using VirtAgent.Ledger;

namespace VirtAgent.Benchmarks;

/// <summary>
/// The baseline: the same columns in a plain SQLite table, as durable, without chain, canonical form or indexes.
/// </summary>
internal sealed class PlainTable : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _insert;

    public PlainTable(string path)
    {
        _connection = new SqliteConnection($"Data Source={path};Pooling=False");
        _connection.Open();
        Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
        Execute("CREATE TABLE entries (seq INTEGER PRIMARY KEY, time INTEGER, since_boot INTEGER, kind TEXT, port TEXT, "
            + "network TEXT, guest TEXT, guest_uuid TEXT, mac TEXT, tap TEXT, bridge TEXT)");
        _insert = _connection.CreateCommand();
        _insert.CommandText = "INSERT INTO entries (time, since_boot, kind, port, network, guest, guest_uuid, mac, tap, bridge) "
            + "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
        for (var i = 1; i <= 10; i++) _insert.Parameters.AddWithValue($"${i}", null);
    }

    public void Append(IReadOnlyList<LedgerEvent> occurrences)
    {
        Execute("BEGIN IMMEDIATE");
        foreach (var what in occurrences)
        {
            object?[] values =
            [
                LedgerRow.Time(what.At.Time), what.At.SinceBoot.Ticks, what.Kind.Word(), what.Port, what.Network, what.Guest,
                what.GuestUuid, what.Mac, what.Tap, what.Bridge,
            ];
            for (var i = 0; i < values.Length; i++) _insert.Parameters[i].Value = values[i];
            _insert.ExecuteNonQuery();
        }

        Execute("COMMIT");
    }

    public void Dispose()
    {
        _insert.Dispose();
        _connection.Dispose();
    }

    private void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
