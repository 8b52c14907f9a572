using System.Text;
using Microsoft.Data.Sqlite;
using VirtAgent.Core.Ledger;
using VirtAgent.Ledger;
using VirtAgent.Tests.Support;

namespace VirtAgent.Tests.Ledger;

public sealed class LedgerMigrationTests : IDisposable
{
    /// <summary>The tables as version 1 had them: no indexes but two, nothing about pruning, no memory of the clock.</summary>
    private const string Version1 = """
        PRAGMA application_id = 1447119943;
        PRAGMA user_version = 1;
        PRAGMA journal_mode = WAL;
        CREATE TABLE entries (
            seq INTEGER PRIMARY KEY, time INTEGER NOT NULL, since_boot INTEGER NOT NULL, kind TEXT NOT NULL,
            port TEXT, network TEXT, guest TEXT, guest_uuid TEXT, mac TEXT, tap TEXT, bridge TEXT, finding TEXT, detail TEXT,
            canonical TEXT NOT NULL, hash BLOB NOT NULL) STRICT;
        CREATE TABLE head (one INTEGER PRIMARY KEY CHECK (one = 1), seq INTEGER NOT NULL, hash BLOB NOT NULL) STRICT;
        CREATE INDEX entries_port ON entries (port);
        CREATE INDEX entries_time ON entries (time);
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly Story _story = new();
    private readonly List<LedgerEntry> _written = [];

    private string Path => System.IO.Path.Combine(_folder.Path, LedgerFile.Name);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_ledger_of_version_1_is_brought_up_to_date_and_loses_nothing()
    {
        MakeVersion1();
        using (var ledger = LedgerFile.Open(Path))
        {
            Assert.Equal(_written, ledger.Read(new LedgerQuery()));
            Assert.Equal(_written[^1].Hash, ledger.Head.Hash);
            Assert.Null(ledger.Verify().Fault);
            Assert.Equal("guest-1", ledger.Standing().Ports.Single().Facts.Guest);

            // What version 1 did not keep is found in its entries.
            Assert.Equal((3, TimeSpan.FromHours(1)), ledger.ClockSteps().Select(step => (step.Seq, step.Back)).Single());
            Assert.Empty(ledger.HeldAt(_written[0].What.At.Time.AddTicks(-1), new LedgerQuery { Mac = Story.Mac(2) }));
            ledger.Append([_story.Port(EntryKind.PortBound, 2)]);
            Assert.Equal(2, ledger.Prune(Story.Begin.AddDays(1), null, Story.Begin.AddDays(1)));
            Assert.Null(ledger.Verify().Fault);
        }

        using var again = LedgerFile.OpenReadOnly(Path);
        Assert.Null(again.Verify().Fault);
        Assert.Equal(2L, Value("PRAGMA user_version"));
    }

    [Fact]
    public void It_ends_up_with_the_tables_of_a_new_one()
    {
        MakeVersion1();
        LedgerFile.Open(Path).Dispose();
        var migrated = Value("SELECT group_concat(sql, ';') FROM (SELECT sql FROM sqlite_schema ORDER BY name)");
        File.Delete(Path);
        LedgerFile.Open(Path).Dispose();
        Assert.Equal(Value("SELECT group_concat(sql, ';') FROM (SELECT sql FROM sqlite_schema ORDER BY name)"), migrated);
    }

    [Fact]
    public void A_reader_of_version_1_is_told_to_start_the_agent()
    {
        MakeVersion1();
        var failure = Assert.Throws<LedgerException>(() => LedgerFile.OpenReadOnly(Path));
        Assert.Equal(LedgerFault.OtherVersion, failure.Fault);
        Assert.Contains("is of version 1; the agent brings it up to version 2 when it starts", failure.Message);
    }

    [Fact]
    public void A_database_of_somebody_else_is_not_taken_for_a_ledger()
    {
        Value("CREATE TABLE recipes (title TEXT)");
        var failure = Assert.Throws<LedgerException>(() => LedgerFile.Open(Path));
        Assert.Equal(LedgerFault.Corrupt, failure.Fault);
        Assert.Contains("no ledger", failure.Message);
    }

    private void MakeVersion1()
    {
        Value(Version1);
        Write(_story.Port(EntryKind.PortCreated, 1));
        Write(_story.Port(EntryKind.PortCreated, 2));
        _story.SetClock(TimeSpan.FromHours(-1));
        Write(_story.Port(EntryKind.PortDeleted, 2));
    }

    private void Write(LedgerEvent what)
    {
        var head = _written.Count > 0 ? new ChainHead(_written.Count, _written[^1].Hash) : ChainHead.Start;
        var canonical = CanonicalEntry.Bytes(head.Seq + 1, what);
        var entry = new LedgerEntry(head.Seq + 1, what, head.Link(canonical));
        _written.Add(entry);
        Value(
            "INSERT INTO entries VALUES ($seq, $time, $boot, $kind, $port, $network, $guest, $guest_uuid, $mac, NULL, $bridge, "
                + "NULL, NULL, $canonical, $hash); INSERT OR REPLACE INTO head VALUES (1, $seq, $hash)",
            ("$seq", entry.Seq), ("$time", LedgerRow.Time(what.At.Time)), ("$boot", what.At.SinceBoot.Ticks),
            ("$kind", what.Kind.Word()), ("$port", what.Port), ("$network", what.Network), ("$guest", what.Guest),
            ("$guest_uuid", what.GuestUuid), ("$mac", what.Mac), ("$bridge", what.Bridge),
            ("$canonical", Encoding.UTF8.GetString(canonical)), ("$hash", LedgerRow.Bytes(entry.Hash)));
    }

    private object? Value(string sql, params (string Name, object? Value)[] values)
    {
        using var connection = new SqliteConnection($"Data Source={Path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values) command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        return command.ExecuteScalar();
    }
}
