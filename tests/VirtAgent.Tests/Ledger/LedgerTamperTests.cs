using Microsoft.Data.Sqlite;
using VirtAgent.Core.Ledger;
using VirtAgent.Ledger;
using VirtAgent.Tests.Support;

namespace VirtAgent.Tests.Ledger;

/// <summary>What somebody may do to the ledger with sqlite3 in hand, knowing how it is made.</summary>
public sealed class LedgerTamperTests : IDisposable
{
    private const int Count = 20;
    private const string Columns =
        "time, since_boot, kind, port, network, guest, guest_uuid, mac, tap, bridge, finding, detail, canonical, hash";

    private readonly TemporaryFolder _folder = new();
    private readonly Story _story = new();
    private readonly ChainHead _head;

    public LedgerTamperTests()
    {
        using var ledger = LedgerFile.Open(Path);
        for (var i = 0; i < Count; i++) ledger.Append([_story.Port(EntryKind.PortCreated, i)]);
        _head = ledger.Head;
    }

    private string Path => System.IO.Path.Combine(_folder.Path, LedgerFile.Name);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_untouched_ledger_verifies() => Assert.Null(Verify(_head));

    [Theory]
    [InlineData("mac = '52:54:00:00:00:99'")]
    [InlineData("guest = 'somebody-else'")]
    [InlineData("guest = NULL")]
    [InlineData("detail = ''")]
    [InlineData("time = time + 1")]
    [InlineData("time = 9223372036854775807")]
    [InlineData("since_boot = 0")]
    [InlineData("kind = 'port-deleted'")]
    [InlineData("kind = 'port-stolen'")]
    [InlineData("canonical = replace(canonical, 'guest-', 'other-')")]
    [InlineData("canonical = canonical || ' '")]
    [InlineData("canonical = ''")]
    [InlineData("canonical = 'nothing'")]
    [InlineData("guest = 'x-6', canonical = replace(canonical, 'guest-6', 'x-6')")]
    [InlineData("hash = zeroblob(32)")]
    [InlineData("hash = x'00'")]
    [InlineData("hash = (SELECT hash FROM entries WHERE seq = 8)")]
    public void An_edited_entry_is_named(string edit)
    {
        Sql($"UPDATE entries SET {edit} WHERE seq = 7");
        var fault = Verify();
        Assert.Equal(7, fault?.Seq);
        Assert.Contains("entry 7 ", fault!.Why);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(Count)]
    public void An_edit_is_told_from_another_fault(int seq)
    {
        Sql($"UPDATE entries SET detail = 'x', canonical = replace(canonical, '}}', ',\"detail\":\"x\"}}') WHERE seq = {seq}");
        Assert.Equal((seq, ChainFaultKind.Edited), Short(Verify()));
    }

    [Theory]
    [InlineData("seq = 7", 7)]
    [InlineData("seq = 1", 1)]
    [InlineData("seq BETWEEN 5 AND 9", 5)]
    [InlineData("seq <= 5", 1)]
    [InlineData("seq >= 19", 19)]
    [InlineData("TRUE", 1)]
    public void The_first_deleted_entry_is_named(string which, int first)
    {
        Sql($"DELETE FROM entries WHERE {which}");
        Assert.Equal((first, ChainFaultKind.Missing), Short(Verify()));
    }

    [Fact]
    public void Deleting_one_and_closing_the_hole_is_noticed_where_it_was()
    {
        Sql("DELETE FROM entries WHERE seq = 7");
        for (var i = 8; i <= Count; i++) Sql($"UPDATE entries SET seq = {i - 1} WHERE seq = {i}");
        Assert.Equal(7, Verify()?.Seq);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_inserted_entry_is_named(bool withHash)
    {
        for (var i = Count; i >= 7; i--) Sql($"UPDATE entries SET seq = {i + 1} WHERE seq = {i}");
        Sql($"INSERT INTO entries SELECT 7, {Columns} FROM entries WHERE seq = 6");
        var mine = CanonicalEntry.Bytes(7, _story.Port(EntryKind.PortBound, 99));
        Sql("UPDATE entries SET canonical = $canonical WHERE seq = 7", ("$canonical", System.Text.Encoding.UTF8.GetString(mine)));
        if (withHash) Link(7);
        var fault = Verify();
        Assert.Equal(7, fault?.Seq);
    }

    [Fact]
    public void An_entry_inserted_between_two_that_still_follow_each_other_is_told_from_an_edited_one()
    {
        for (var i = Count; i >= 7; i--) Sql($"UPDATE entries SET seq = {i + 1} WHERE seq = {i}");
        var mine = _story.Port(EntryKind.PortCreated, 6);
        Sql($"INSERT INTO entries SELECT 7, {Columns} FROM entries WHERE seq = 6");
        Write(7, mine);
        Assert.Equal((7, ChainFaultKind.Inserted), Short(Verify()));
    }

    [Fact]
    public void An_entry_added_at_the_end_is_named()
    {
        Sql($"INSERT INTO entries SELECT {Count + 1}, {Columns} FROM entries WHERE seq = {Count}");
        Write(Count + 1, _story.Port(EntryKind.PortBound, 1));
        Assert.Equal((Count + 1, ChainFaultKind.Inserted), Short(Verify()));
        Link(Count + 1);
        Assert.Equal((Count + 1, ChainFaultKind.Inserted), Short(Verify()));
    }

    [Fact]
    public void Entries_that_changed_places_are_named()
    {
        Sql("UPDATE entries SET seq = 100 WHERE seq = 7");
        Sql("UPDATE entries SET seq = 7 WHERE seq = 8");
        Sql("UPDATE entries SET seq = 8 WHERE seq = 100");
        Assert.Equal((7, ChainFaultKind.OutOfOrder), Short(Verify()));
    }

    [Fact]
    public void An_end_that_was_cut_off_together_with_the_head_shows_against_a_head_that_was_kept()
    {
        Sql("DELETE FROM entries WHERE seq > 15");
        Sql("UPDATE head SET seq = 15, hash = (SELECT hash FROM entries WHERE seq = 15)");
        Assert.Null(Verify());
        Assert.Equal((16, ChainFaultKind.Missing), Short(Verify(_head)));
    }

    [Fact]
    public void A_chain_written_anew_shows_against_a_head_that_was_kept()
    {
        Sql("UPDATE entries SET guest = 'x-6', canonical = replace(canonical, 'guest-6', 'x-6') WHERE seq = 7");
        for (var i = 7; i <= Count; i++) Link(i);
        Sql($"UPDATE head SET hash = (SELECT hash FROM entries WHERE seq = {Count})");
        Assert.Null(Verify());
        Assert.Equal((Count, ChainFaultKind.Broken), Short(Verify(_head)));
    }

    [Theory]
    [InlineData("DELETE FROM head")]
    [InlineData("UPDATE head SET seq = 30")]
    [InlineData("UPDATE head SET seq = 3")]
    [InlineData("UPDATE head SET hash = zeroblob(32)")]
    public void A_head_that_was_touched_is_noticed(string sql)
    {
        Sql(sql);
        Assert.NotNull(Verify());
    }

    [Fact]
    public void A_head_of_another_ledger_is_not_this_ones()
    {
        var foreign = new ChainHead(5, new string('a', 64));
        Assert.Equal((5, ChainFaultKind.Broken), Short(Verify(foreign)));
        Assert.Equal((Count + 1, ChainFaultKind.Missing), Short(Verify(foreign with { Seq = Count + 5 })));
    }

    private static (long, ChainFaultKind)? Short(ChainFault? fault) => fault is null ? null : (fault.Seq, fault.Kind);

    private ChainFault? Verify(ChainHead? kept = null)
    {
        using var ledger = LedgerFile.OpenReadOnly(Path);
        return ledger.Verify(kept).Fault;
    }

    /// <summary>Makes the columns and the canonical form of an entry say this.</summary>
    private void Write(long seq, LedgerEvent what) => Sql(
        "UPDATE entries SET time = $time, since_boot = $boot, kind = $kind, port = $port, network = $network, guest = $guest, "
            + "guest_uuid = $uuid, mac = $mac, tap = $tap, bridge = $bridge, canonical = $canonical WHERE seq = $seq",
        ("$seq", seq), ("$time", LedgerRow.Time(what.At.Time)), ("$boot", what.At.SinceBoot.Ticks), ("$kind", what.Kind.Word()),
        ("$port", what.Port), ("$network", what.Network), ("$guest", what.Guest), ("$uuid", what.GuestUuid), ("$mac", what.Mac),
        ("$tap", what.Tap), ("$bridge", what.Bridge),
        ("$canonical", System.Text.Encoding.UTF8.GetString(CanonicalEntry.Bytes(seq, what))));

    /// <summary>Gives an entry the hash that follows the one before.</summary>
    private void Link(long seq)
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT hash, canonical FROM entries WHERE seq BETWEEN {seq - 1} AND {seq} ORDER BY seq";
        string hash;
        using (var reader = command.ExecuteReader())
        {
            reader.Read();
            var before = new ChainHead(seq - 1, Convert.ToHexStringLower(reader.GetFieldValue<byte[]>(0)));
            reader.Read();
            hash = before.Link(reader.GetFieldValue<byte[]>(1));
        }

        Sql($"UPDATE entries SET hash = x'{hash}' WHERE seq = {seq}");
    }

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={Path};Pooling=False");
        connection.Open();
        return connection;
    }

    private void Sql(string sql, params (string Name, object? Value)[] values)
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values) command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        command.ExecuteNonQuery();
    }
}
