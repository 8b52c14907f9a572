using Microsoft.Data.Sqlite;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Ledger;
using VirtAgent.Ledger;
using VirtAgent.Tests.Support;

namespace VirtAgent.Tests.Ledger;

public sealed class LedgerWriterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Story _story = new();

    /// <summary>The writer's clock, which stands still but for what a test says.</summary>
    private Moment _now = new(Story.Begin, TimeSpan.FromHours(2));

    private string Path => System.IO.Path.Combine(_folder.Path, LedgerFile.Name);

    private string SpoolPath => Path + ".spool";

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_given_to_it_is_in_the_ledger()
    {
        using var writer = Open();
        Assert.Equal(WriteDurability.InLedger, writer.Write([_story.Port(EntryKind.PortCreated, 1)]));
        Assert.Equal(LedgerState.Ok, writer.State);
        Assert.Equal([EntryKind.PortCreated], Kinds());
        Assert.False(File.Exists(SpoolPath));
    }

    [Fact]
    public void What_comes_while_the_ledger_is_locked_is_written_in_order_when_it_is_free()
    {
        using var writer = Open();
        writer.Write([_story.Port(EntryKind.PortCreated, 1)]);
        using (var other = Lock())
        {
            Assert.Equal(WriteDurability.InSpool, writer.Write([_story.Port(EntryKind.PortBound, 1)]));
            Assert.Equal(WriteDurability.InSpool, writer.Write([_story.Port(EntryKind.PortUnbound, 1)]));
            Assert.Equal((2, 0, true), (writer.State.Waiting, writer.State.Lost, writer.State.OnDisk));
            Assert.Contains("is locked by another process", writer.State.Failure);
            Assert.Equal(Story.Uuid(1), writer.Standing().Ports.Single().Facts.Uuid);
            Assert.Equal(EntryKind.PortUnbound, writer.Last!.Kind);
        }

        WaitForRetry();
        Assert.Equal(WriteDurability.InLedger, writer.Write([]));
        Assert.Equal(LedgerState.Ok, writer.State);
        Assert.Equal(
            [EntryKind.PortCreated, EntryKind.GapOpened, EntryKind.PortBound, EntryKind.PortUnbound, EntryKind.GapClosed],
            Kinds());
        Assert.Equal("ledger: written again; 2 entries waited, none was lost.", Details().Last());
        Assert.False(File.Exists(SpoolPath));
    }

    [Fact]
    public void More_than_the_spool_holds_drops_the_oldest_and_says_how_many()
    {
        using var writer = Open(capacity: 10);
        using (var other = Lock())
        {
            for (var i = 0; i < 35; i++) writer.Write([_story.Port(EntryKind.PortCreated, i)]);
            Assert.Equal((10, 25L), (writer.State.Waiting, writer.State.Lost));
            Assert.InRange(File.ReadAllLines(SpoolPath).Length, 10, 25);
        }

        WaitForRetry();
        writer.Write([]);
        Assert.Equal(Enumerable.Range(25, 10).Select(Story.Uuid), Entries().Select(entry => entry.What.Port).OfType<string>());
        Assert.Equal("ledger: written again; 35 entries waited, 25 of them were lost, the oldest first.", Details().Last());
    }

    [Fact]
    public void A_process_that_ended_meanwhile_leaves_its_spool_to_the_next_which_still_knows_what_was_lost()
    {
        using (var writer = Open(capacity: 10))
        using (Lock())
            for (var i = 0; i < 15; i++) writer.Write([_story.Port(EntryKind.PortCreated, i)]);

        using var next = Open(capacity: 10);
        Assert.Equal(LedgerState.Ok, next.State);
        Assert.Equal(Enumerable.Range(5, 10).Select(Story.Uuid), Entries().Select(entry => entry.What.Port).OfType<string>());
        Assert.Equal("ledger: written again; 15 entries waited, 5 of them were lost, the oldest first.", Details().Last());
        Assert.False(File.Exists(SpoolPath));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(5)]
    public void A_process_killed_while_it_wrote_the_spool_into_the_ledger_writes_nothing_twice(int committed)
    {
        using (var writer = Open())
        {
            writer.Write([_story.Port(EntryKind.PortCreated, 1)]);
            using (Lock()) for (var i = 2; i < 5; i++) writer.Write([_story.Port(EntryKind.PortCreated, i)]);
        }

        var left = File.ReadAllText(SpoolPath);
        using (Open())
        {
            // Opening, three entries, closing: all are there now.
        }

        Cut(1 + committed);
        File.WriteAllText(SpoolPath, left);
        using (Open())
        {
        }

        Assert.Equal(
            [
                EntryKind.PortCreated, EntryKind.GapOpened, EntryKind.PortCreated, EntryKind.PortCreated, EntryKind.PortCreated,
                EntryKind.GapClosed,
            ],
            Kinds());
        Assert.Equal(Enumerable.Range(1, 4).Select(Story.Uuid), Entries().Select(entry => entry.What.Port).OfType<string>());
        Assert.False(File.Exists(SpoolPath));
    }

    [Fact]
    public void A_line_of_the_spool_that_was_not_finished_is_not_there_and_one_that_was_destroyed_is_counted()
    {
        using (var writer = Open())
        using (Lock())
            for (var i = 0; i < 4; i++) writer.Write([_story.Port(EntryKind.PortCreated, i)]);
        var lines = File.ReadAllLines(SpoolPath);
        File.WriteAllText(SpoolPath, string.Join('\n', [.. lines[..3], "{\"seq\":", lines[4], lines[5][..20]]));

        using var next = Open();
        Assert.Equal([Story.Uuid(0), Story.Uuid(2)], Entries().Select(entry => entry.What.Port).OfType<string>());
        Assert.Equal("ledger: written again; 3 entries waited, 1 of them were lost, the oldest first.", Details().Last());
    }

    [Fact]
    public void A_ledger_that_is_no_database_is_kept_aside_and_a_new_one_says_so()
    {
        File.WriteAllText(Path, new string('x', 10_000));
        using var writer = Open();
        Assert.Equal(LedgerState.Ok, writer.State);
        writer.Write([_story.Port(EntryKind.PortCreated, 1)]);
        var aside = Assert.Single(Directory.GetFiles(_folder.Path, "ledger.db.corrupt-*"));
        Assert.Equal(new string('x', 10_000), File.ReadAllText(aside));
        Assert.Equal([EntryKind.GapOpened, EntryKind.GapClosed, EntryKind.PortCreated], Kinds());
        Assert.Contains(aside, Details().First());
        Assert.Contains("its head cannot be read", Details().First());
    }

    [Fact]
    public void A_ledger_that_is_damaged_while_it_is_written_is_kept_aside_and_what_stands_is_told_again()
    {
        using var writer = Open();
        writer.Write([_story.Port(EntryKind.PortCreated, 1), _story.Port(EntryKind.PortBound, 1)]);
        writer.Write([_story.Port(EntryKind.PortCreated, 2)]);
        writer.Write([_story.Port(EntryKind.PortDeleted, 2), _story.Finding(EntryKind.FindingRaised, "forward-leak network1")]);
        string head;
        using (var reader = LedgerFile.OpenReadOnly(Path)) head = reader.Head.ToString();
        Damage();

        Assert.Equal(WriteDurability.InLedger, writer.Write([_story.Port(EntryKind.PortUnbound, 1)]));
        Assert.Equal(LedgerState.Ok, writer.State);
        Assert.Equal(
            [
                EntryKind.GapOpened, EntryKind.PortCreated, EntryKind.PortBound, EntryKind.FindingRaised, EntryKind.PortUnbound,
                EntryKind.GapClosed,
            ],
            Kinds());
        Assert.Contains($"its last readable head is {head}", Details().First());
        Assert.Single(
            Directory.GetFiles(_folder.Path, "ledger.db.corrupt-*"), file => !file.EndsWith("-wal", StringComparison.Ordinal));
        using var fresh = LedgerFile.OpenReadOnly(Path);
        Assert.Null(fresh.Verify().Fault);
        Assert.False(fresh.Standing().Ports.Single().Bound);
    }

    [Fact]
    public void A_ledger_that_is_taken_away_is_begun_anew()
    {
        using var writer = Open();
        writer.Write([_story.Port(EntryKind.PortCreated, 1)]);
        foreach (var file in Directory.GetFiles(_folder.Path)) File.Delete(file);
        Assert.Equal(WriteDurability.InLedger, writer.Write([_story.Port(EntryKind.PortBound, 1)]));
        Assert.Equal([EntryKind.GapOpened, EntryKind.PortCreated, EntryKind.PortBound, EntryKind.GapClosed], Kinds());
        Assert.Contains("was taken away", Details().First());
    }

    [Fact]
    public void A_folder_that_is_not_there_makes_it_wait_and_nothing_is_lost_when_it_comes()
    {
        var path = System.IO.Path.Combine(_folder.Path, "later", LedgerFile.Name);
        using var writer = new LedgerWriter(path, () => _now);
        Assert.Equal(WriteDurability.InMemory, writer.Write([_story.Port(EntryKind.PortCreated, 1)]));
        Assert.Contains("cannot be created", writer.State.Failure);
        Assert.False(writer.State.OnDisk);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        WaitForRetry();
        Assert.Equal(WriteDurability.InLedger, writer.Write([]));
        using var reader = LedgerFile.OpenReadOnly(path);
        Assert.Equal(
            [EntryKind.GapOpened, EntryKind.PortCreated, EntryKind.GapClosed],
            reader.Read(new LedgerQuery()).Select(entry => entry.What.Kind));
    }

    [Fact]
    public void A_ledger_of_a_newer_version_is_left_alone()
    {
        using (Open())
        {
        }

        Sql("PRAGMA user_version = 99");
        using var writer = Open();
        Assert.Equal(WriteDurability.InSpool, writer.Write([_story.Port(EntryKind.PortCreated, 1)]));
        Assert.Contains("of version 99", writer.State.Failure);
        Assert.Empty(Directory.GetFiles(_folder.Path, "ledger.db.corrupt-*"));
    }

    [Fact]
    public void A_clock_that_is_set_back_an_hour_does_not_stop_the_numbers_or_break_the_chain()
    {
        using var writer = Open();
        writer.Write([_story.Port(EntryKind.PortCreated, 1)]);
        _story.SetClock(TimeSpan.FromHours(-1));
        _now = new Moment(_now.Time.AddHours(-1).AddSeconds(1), _now.SinceBoot + TimeSpan.FromSeconds(1));
        writer.Write([_story.Port(EntryKind.PortBound, 1)]);
        Assert.Equal([1, 2], Entries().Select(entry => entry.Seq));
        using var reader = LedgerFile.OpenReadOnly(Path);
        Assert.Equal((2, TimeSpan.FromHours(1)), reader.ClockSteps().Select(step => (step.Seq, step.Back)).Single());
    }

    private LedgerWriter Open(int capacity = LedgerWriter.Capacity) => new(Path, () => _now, capacity);

    private void WaitForRetry() => _now = new Moment(_now.Time.AddMinutes(2), _now.SinceBoot + TimeSpan.FromMinutes(2));

    private List<LedgerEntry> Entries()
    {
        using var reader = LedgerFile.OpenReadOnly(Path);
        Assert.Null(reader.Verify().Fault);
        return [.. reader.Read(new LedgerQuery())];
    }

    private IEnumerable<EntryKind> Kinds() => Entries().Select(entry => entry.What.Kind);

    private IEnumerable<string> Details() => Entries().Select(entry => entry.What.Detail).OfType<string>();

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={Path};Pooling=False");
        connection.Open();
        return connection;
    }

    private void Sql(string sql)
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private SqliteConnection Lock()
    {
        var connection = Connect();
        using var command = connection.CreateCommand();
        command.CommandText = "BEGIN IMMEDIATE";
        command.ExecuteNonQuery();
        return connection;
    }

    /// <summary>Puts the ledger back to where it was after <paramref name="count"/> entries.</summary>
    private void Cut(int count)
    {
        Sql($"DELETE FROM entries WHERE seq > {count}");
        Sql($"UPDATE head SET seq = {count}, hash = (SELECT hash FROM entries WHERE seq = {count})");
    }

    /// <summary>Overwrites all pages but the first, in the log and in the file.</summary>
    private void Damage()
    {
        Sql("PRAGMA wal_checkpoint(TRUNCATE)");
        using var file = File.OpenWrite(Path);
        file.Seek(4096, SeekOrigin.Begin);
        file.Write(new byte[file.Length - 4096]);
    }
}
