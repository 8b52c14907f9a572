using Microsoft.Data.Sqlite;
using VirtAgent.Core.Ledger;
using VirtAgent.Ledger;
using VirtAgent.Tests.Support;

namespace VirtAgent.Tests.Ledger;

public sealed class LedgerPruningTests : IDisposable
{
    private static readonly DateTimeOffset Now = Story.Begin.AddDays(1);

    private readonly TemporaryFolder _folder = new();
    private readonly Story _story = new();
    private readonly LedgerFile _ledger;

    public LedgerPruningTests() => _ledger = LedgerFile.Open(Path);

    private string Path => System.IO.Path.Combine(_folder.Path, LedgerFile.Name);

    public void Dispose()
    {
        _ledger.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void What_is_old_goes_and_the_chain_holds_from_there()
    {
        ShortLives(10);
        var head = _ledger.Head;
        Assert.Equal(8, _ledger.Prune(Story.Begin.AddSeconds(9), null, Now));
        var verdict = _ledger.Verify(head);
        Assert.Equal((12, null, head), (verdict.Entries, verdict.Fault, verdict.Head));
        Assert.Equal((8, Now, 8), (verdict.Pruned!.Anchor.Seq, verdict.Pruned.Time, verdict.Pruned.Removed));
        Assert.Equal(9, _ledger.Read(new LedgerQuery()).First().Seq);

        ShortLives(1);
        Assert.Null(_ledger.Verify(head).Fault);
        Assert.Equal(2, _ledger.Prune(Story.Begin.AddSeconds(11), null, Now));
        Assert.Null(_ledger.Verify(head).Fault);
    }

    [Fact]
    public void Nothing_to_take_away_changes_nothing()
    {
        ShortLives(2);
        Assert.Equal(0, _ledger.Prune(Story.Begin, null, Now));
        Assert.Equal(0, _ledger.Prune(null, long.MaxValue, Now));
        Assert.Null(_ledger.Verify().Pruned);
    }

    [Fact]
    public void All_may_go_and_the_numbers_go_on()
    {
        ShortLives(3);
        var head = _ledger.Head;
        Assert.Equal(6, _ledger.Prune(Now, null, Now));
        Assert.Empty(_ledger.Read(new LedgerQuery()));
        Assert.Null(_ledger.Verify(head).Fault);
        Assert.Equal(7, _ledger.Append([_story.Port(EntryKind.PortCreated, 9)]).Single().Seq);
        Assert.Null(_ledger.Verify(head).Fault);
    }

    [Fact]
    public void What_still_held_stays_known_and_is_forgotten_when_it_has_ended_long_enough_ago()
    {
        _ledger.Append([_story.Port(EntryKind.PortCreated, 1), _story.Port(EntryKind.PortBound, 1)]);
        _ledger.Append([_story.Port(EntryKind.PortChanged, 1), _story.Finding(EntryKind.FindingRaised, "tap-moved vnet1")]);
        _ledger.Append([_story.Gap(EntryKind.GapOpened, "nft: not there")]);
        ShortLives(5);
        var known = _ledger.Standing().All;
        Assert.Equal(11, _ledger.Prune(Now, null, Now));
        Assert.Equal(known, _ledger.Standing().All);
        Assert.Equal([1, 3, 4, 5], _ledger.Read(new LedgerQuery()).Select(entry => entry.Seq));
        Assert.Equal("guest-1", _ledger.HeldAt(Now, new LedgerQuery { Mac = Story.Mac(1) }).Single().Port.Facts.Guest);
        Assert.Null(_ledger.Verify().Fault);

        _ledger.Append([_story.Port(EntryKind.PortDeleted, 1)]);
        Assert.Equal(3, _ledger.Prune(Now, null, Now));
        Assert.Equal([4, 5], _ledger.Read(new LedgerQuery()).Select(entry => entry.Seq));
        Assert.Null(_ledger.Verify().Fault);
    }

    [Fact]
    public void A_ledger_that_is_too_large_loses_its_oldest_and_gives_the_room_back()
    {
        for (var i = 0; i < 30; i++) ShortLives(200);
        var before = new FileInfo(Path).Length;
        var limit = 2L << 20;
        Assert.True(before > limit);
        var removed = _ledger.Prune(null, limit, Now);
        Assert.InRange(new FileInfo(Path).Length, limit / 2, limit);
        Assert.Equal(12_000 - removed, _ledger.Verify().Entries);
        Assert.Null(_ledger.Verify().Fault);
        Assert.Equal(12_000, _ledger.Last!.Seq);
    }

    [Fact]
    public void Much_is_taken_away_in_pieces_and_counted_as_one_prune()
    {
        for (var i = 0; i < 30; i++) ShortLives(200);
        Assert.Equal(LedgerPruning.Piece, _ledger.Prune(Now, null, Now, pieces: 1));
        Assert.Null(_ledger.Verify().Fault);
        Assert.Equal(12_000 - LedgerPruning.Piece, _ledger.Prune(Now, null, Now));
        Assert.Null(_ledger.Verify().Fault);
    }

    [Fact]
    public void A_clock_that_was_once_behind_takes_nothing_young_away()
    {
        ShortLives(2);
        _story.SetClock(TimeSpan.FromDays(-20_000));
        ShortLives(2);
        Assert.Equal(0, _ledger.Prune(Story.Begin, null, Now));
    }

    [Theory]
    [InlineData("DELETE FROM entries WHERE seq = 1", 1)]
    [InlineData("UPDATE entries SET guest = 'x' WHERE seq = 2", 2)]
    [InlineData("DELETE FROM entries WHERE seq = 1; DELETE FROM carried WHERE seq = 1", 12)]
    [InlineData("DELETE FROM entries WHERE seq = 13", 13)]
    [InlineData("DELETE FROM prunes", 3)]
    [InlineData("UPDATE prunes SET hash = zeroblob(32)", 13)]
    [InlineData("UPDATE prunes SET seq = 11", 12)]
    public void What_is_done_to_what_was_kept_is_found(string sql, int seq)
    {
        _ledger.Append([_story.Port(EntryKind.PortCreated, 1), _story.Port(EntryKind.PortBound, 1)]);
        ShortLives(5);
        _ledger.Prune(Now, null, Now);
        ShortLives(5);
        Assert.Null(_ledger.Verify().Fault);
        using var connection = new SqliteConnection($"Data Source={Path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
        Assert.Equal(seq, _ledger.Verify().Fault?.Seq);
    }

    [Fact]
    public void A_head_from_before_the_prune_cannot_be_compared_and_says_so()
    {
        ShortLives(1);
        var early = _ledger.Head;
        ShortLives(5);
        _ledger.Prune(Now, null, Now);
        var fault = _ledger.Verify(early).Fault;
        Assert.Equal(2, fault?.Seq);
        Assert.Contains("give a later head", fault!.Why);
    }

    /// <summary>Ports that come and go: two entries each.</summary>
    private void ShortLives(int count) => _ledger.Append([.. Enumerable.Range(100, count).SelectMany(Life)]);

    private IEnumerable<LedgerEvent> Life(int port) =>
        [_story.Port(EntryKind.PortCreated, port), _story.Port(EntryKind.PortDeleted, port)];
}
