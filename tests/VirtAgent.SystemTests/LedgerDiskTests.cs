using VirtAgent.Core.Hosts;
using VirtAgent.Core.Ledger;
using VirtAgent.Ledger;
using VirtAgent.SystemTests.Support;

namespace VirtAgent.SystemTests;

/// <summary>The ledger on a disk that is full or read-only.</summary>
public sealed class LedgerDiskTests
{
    private readonly List<string> _told = [];
    private Moment _now = new(new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero), TimeSpan.FromHours(1));

    [Fact]
    public void A_full_disk_makes_it_wait_and_nothing_is_lost() => SmallDisk.Run("2m", disk =>
    {
        var path = Path.Combine(disk.Path, LedgerFile.Name);
        using var writer = new LedgerWriter(path, () => _now);
        while (Tell(writer) == WriteDurability.InLedger) Assert.True(_told.Count < 100_000);
        Assert.Contains("the disk is full; make room or prune the ledger", writer.State.Failure);
        for (var i = 0; i < 50; i++)
        {
            Pass();
            Assert.NotEqual(WriteDurability.InLedger, Tell(writer));
        }

        Assert.Equal((51, 0L), (writer.State.Waiting, writer.State.Lost));
        disk.Grow("64m");
        Pass();
        Assert.Equal(WriteDurability.InLedger, writer.Write([]));
        Assert.Equal(LedgerState.Ok, writer.State);
        AssertAllIsThere(path, EntryKind.GapOpened, EntryKind.GapClosed);
    });

    [Fact]
    public void A_process_that_ends_on_a_full_disk_leaves_a_ledger_that_verifies() => SmallDisk.Run("2m", disk =>
    {
        var path = Path.Combine(disk.Path, LedgerFile.Name);
        using (var writer = new LedgerWriter(path, () => _now))
        {
            while (Tell(writer) == WriteDurability.InLedger) Assert.True(_told.Count < 100_000);
        }

        // The last one is in the spool, if that had room, or gone with the process.
        using (var reader = LedgerFile.OpenReadOnly(path))
        {
            Assert.Null(reader.Verify().Fault);
            Assert.Equal(_told.Count - 1, reader.Last!.Seq);
        }

        disk.Grow("64m");
        using var next = new LedgerWriter(path, () => _now);
        Assert.Equal(WriteDurability.InLedger, Tell(next));
    });

    [Fact]
    public void A_disk_that_is_read_only_makes_it_wait_and_can_still_be_read() => SmallDisk.Run("16m", disk =>
    {
        var path = Path.Combine(disk.Path, LedgerFile.Name);
        using (var writer = new LedgerWriter(path, () => _now)) Tell(writer);

        disk.ReadOnly(true);
        using (var waiting = new LedgerWriter(path, () => _now))
        {
            Assert.Equal(WriteDurability.InMemory, Tell(waiting));
            Assert.NotNull(waiting.State.Failure);
            Assert.Equal(2, waiting.Standing().Ports.Count);
            using (var reader = LedgerFile.OpenReadOnly(path)) Assert.Equal(1, reader.Verify().Entries);

            disk.ReadOnly(false);
            Pass();
            Assert.Equal(WriteDurability.InLedger, Tell(waiting));
        }

        AssertAllIsThere(path, EntryKind.GapOpened, EntryKind.GapClosed);
    });

    private WriteDurability Tell(LedgerWriter writer)
    {
        var uuid = $"00000000-0000-4000-8000-{_told.Count:x12}";
        _told.Add(uuid);
        return writer.Write([new LedgerEvent(EntryKind.PortCreated, _now) { Port = uuid, Detail = new string('x', 500) }]);
    }

    /// <summary>Two minutes pass: it is tried again.</summary>
    private void Pass() => _now = new Moment(_now.Time.AddMinutes(2), _now.SinceBoot + TimeSpan.FromMinutes(2));

    private void AssertAllIsThere(string path, params EntryKind[] beside)
    {
        using var reader = LedgerFile.OpenReadOnly(path);
        Assert.Null(reader.Verify().Fault);
        var entries = reader.Read(new LedgerQuery()).ToList();
        Assert.Equal(_told, entries.Select(entry => entry.What.Port).OfType<string>());
        Assert.Equal(beside, entries.Select(entry => entry.What.Kind).Where(kind => kind != EntryKind.PortCreated));
    }
}
