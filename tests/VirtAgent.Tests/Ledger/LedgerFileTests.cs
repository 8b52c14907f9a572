using Microsoft.Data.Sqlite;
using VirtAgent.Core.Ledger;
using VirtAgent.Ledger;
using VirtAgent.Tests.Support;

namespace VirtAgent.Tests.Ledger;

public sealed class LedgerFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Story _story = new();

    private string Path => System.IO.Path.Combine(_folder.Path, LedgerFile.Name);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_written_is_read_back_in_order_and_the_chain_holds()
    {
        using var ledger = LedgerFile.Open(Path);
        LedgerEvent[] told =
        [
            _story.Port(EntryKind.PortCreated, 1), _story.Port(EntryKind.PortBound, 1), _story.Port(EntryKind.PortDeleted, 1),
        ];
        var written = ledger.Append(told);
        Assert.Equal([1, 2, 3], written.Select(entry => entry.Seq));
        Assert.Equal(written, ledger.Read(new LedgerQuery()));
        Assert.Equal(told, written.Select(entry => entry.What));
        Assert.Equal(written[2], ledger.Last);
        Assert.Equal(new ChainHead(3, written[2].Hash), ledger.Head);
        var verdict = ledger.Verify();
        Assert.Equal((3, null, ledger.Head), (verdict.Entries, verdict.Fault, verdict.Head));
    }

    [Fact]
    public void The_chain_goes_on_after_the_ledger_was_closed()
    {
        using (var first = LedgerFile.Open(Path)) first.Append([_story.Port(EntryKind.PortCreated, 1)]);
        using var second = LedgerFile.Open(Path);
        Assert.Equal(2, second.Append([_story.Port(EntryKind.PortBound, 1)]).Single().Seq);
        Assert.Null(second.Verify().Fault);
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("quotes \" and \\ and / and <&>")]
    [InlineData("two\nlines\tand\u0001 a bell\u0007")]
    [InlineData("naïve — Ωmega 𝄞 \u2028")]
    [InlineData("nothing\0behind")]
    [InlineData("")]
    public void Any_text_survives_and_verifies(string text)
    {
        using var ledger = LedgerFile.Open(Path);
        ledger.Append([_story.Gap(EntryKind.GapOpened, text) with { Guest = text }]);
        Assert.Equal((text, text), (ledger.Last!.What.Detail, ledger.Last.What.Guest));
        Assert.Null(ledger.Verify().Fault);
    }

    [Fact]
    public void Half_a_character_is_written_as_one_that_cannot_be_read()
    {
        using var ledger = LedgerFile.Open(Path);
        ledger.Append([_story.Gap(EntryKind.GapOpened, "half \ud800 of it")]);
        Assert.Equal("half \ufffd of it", ledger.Last!.What.Detail);
        Assert.Null(ledger.Verify().Fault);
    }

    [Fact]
    public void Only_owner_and_group_may_read_it()
    {
        using var ledger = LedgerFile.Open(Path);
        ledger.Append([_story.Port(EntryKind.PortCreated, 1)]);
        const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.GroupWrite;
        var files = Directory.GetFiles(_folder.Path);
        Assert.All(files, file => Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(file) & Others));
        Assert.True(files.Length >= 2);
    }

    [Fact]
    public void A_group_of_entries_that_fails_leaves_nothing()
    {
        using var ledger = LedgerFile.Open(Path);
        ledger.Append([_story.Port(EntryKind.PortCreated, 1)]);
        using (var other = new SqliteConnection($"Data Source={Path};Pooling=False"))
        {
            other.Open();
            using var insert = other.CreateCommand();
            insert.CommandText = "INSERT INTO entries SELECT 3, time, since_boot, kind, port, network, guest, guest_uuid, mac, "
                + "tap, bridge, finding, detail, canonical, hash FROM entries";
            insert.ExecuteNonQuery();
        }

        var failure = Assert.Throws<LedgerException>(
            () => ledger.Append([_story.Port(EntryKind.PortBound, 1), _story.Port(EntryKind.PortUnbound, 1)]));
        Assert.Equal(LedgerFault.Corrupt, failure.Fault);
        Assert.Equal(1, ledger.Head.Seq);
        Assert.Equal([1, 3], ledger.Read(new LedgerQuery()).Select(entry => entry.Seq));
    }

    [Fact]
    public void Readers_see_whole_groups_while_the_writer_goes_on()
    {
        using var ledger = LedgerFile.Open(Path);
        ledger.Append([_story.Port(EntryKind.PortCreated, 1), _story.Port(EntryKind.PortBound, 1)]);
        using var reader = LedgerFile.OpenReadOnly(Path);
        using var slow = reader.Read(new LedgerQuery()).GetEnumerator();
        Assert.True(slow.MoveNext());
        for (var i = 2; i < 100; i++) ledger.Append([_story.Port(EntryKind.PortCreated, i), _story.Port(EntryKind.PortBound, i)]);
        Assert.True(slow.MoveNext());
        Assert.False(slow.MoveNext());
        using var fresh = LedgerFile.OpenReadOnly(Path);
        Assert.Equal(198, fresh.Verify().Entries);
    }
}
