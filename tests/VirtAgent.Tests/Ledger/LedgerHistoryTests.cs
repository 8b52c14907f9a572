using FsCheck;
using FsCheck.Fluent;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Ledger;
using VirtAgent.Ledger;
using VirtAgent.Tests.Support;

namespace VirtAgent.Tests.Ledger;

public sealed class LedgerHistoryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Story _story = new();
    private readonly LedgerFile _ledger;

    public LedgerHistoryTests() => _ledger = LedgerFile.Open(System.IO.Path.Combine(_folder.Path, LedgerFile.Name));

    public void Dispose()
    {
        _ledger.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Every_question_finds_its_entries_and_no_others()
    {
        Tell(EntryKind.PortCreated, 1);
        Tell(EntryKind.PortBound, 1);
        Tell(EntryKind.PortCreated, 2);
        _ledger.Append([_story.Finding(EntryKind.FindingRaised, "forward-leak network1")]);
        _ledger.Append([_story.Gap(EntryKind.GapOpened, "libvirt: gone")]);
        Tell(EntryKind.PortDeleted, 1);

        Assert.Equal([1, 2, 6], Seqs(new LedgerQuery { Port = Story.Uuid(1) }));
        Assert.Equal([1, 2, 6], Seqs(new LedgerQuery { Port = Story.Uuid(1).ToUpperInvariant() }));
        Assert.Equal([3], Seqs(new LedgerQuery { Guest = "guest-2" }));
        Assert.Equal([3], Seqs(new LedgerQuery { Guest = Story.Uuid(2 + 0x100000) }));
        Assert.Equal([1, 2, 6], Seqs(new LedgerQuery { Mac = Story.Mac(1).ToUpperInvariant() }));
        Assert.Equal([2], Seqs(new LedgerQuery { Tap = "vnet1" }));
        Assert.Equal([4], Seqs(new LedgerQuery { Network = "network1" }));
        Assert.Equal([4], Seqs(new LedgerQuery { Finding = "forward-leak network1" }));
        Assert.Equal([1, 3], Seqs(new LedgerQuery { Kind = EntryKind.PortCreated }));
        Assert.Equal([2, 3], Seqs(new LedgerQuery { Since = Time(2), Until = Time(4) }));
        Assert.Equal([6], Seqs(new LedgerQuery { Since = Time(4), Port = Story.Uuid(1) }));
        Assert.Equal([1], Seqs(new LedgerQuery { Until = Time(2) }));
        Assert.Equal([2, 3], Seqs(new LedgerQuery { Network = "default", Since = Time(2), Until = Time(6) }));
        Assert.Equal([5, 6], Seqs(new LedgerQuery { Limit = 2 }));
        Assert.Equal([2, 6], Seqs(new LedgerQuery { Limit = 2, Mac = Story.Mac(1) }));
        Assert.Equal([3, 4], Seqs(new LedgerQuery { Limit = 2, Since = Time(1), Until = Time(5) }));
    }

    [Fact]
    public void Who_held_a_mac_a_tap_or_a_port_is_answered_for_any_time()
    {
        Tell(EntryKind.PortCreated, 1);
        Tell(EntryKind.PortBound, 1);
        Tell(EntryKind.PortUnbound, 1);
        Tell(EntryKind.PortDeleted, 1);
        // Another guest gets the MAC and the tap.
        _ledger.Append([_story.Port(EntryKind.PortBound, 2) with { Mac = Story.Mac(1), Tap = "vnet1" }]);

        Assert.Empty(Held(0));
        Assert.Equal([(1, false)], Held(1));
        Assert.Equal([(1, true)], Held(2));
        Assert.Equal([(1, false)], Held(3));
        Assert.Empty(Held(4));
        Assert.Equal([(2, true)], Held(5));
        Assert.Equal("guest-1", Holder(2, new LedgerQuery { Mac = Story.Mac(1) }));
        Assert.Equal("guest-2", Holder(99, new LedgerQuery { Mac = Story.Mac(1) }));
        Assert.Equal("guest-1", Holder(2, new LedgerQuery { Tap = "vnet1" }));
        Assert.Null(Holder(3, new LedgerQuery { Tap = "vnet1" }));
        Assert.Equal("guest-1", Holder(3, new LedgerQuery { Port = Story.Uuid(1) }));
        Assert.Null(Holder(5, new LedgerQuery { Port = Story.Uuid(1) }));
    }

    [Fact]
    public void A_port_that_changed_its_mac_is_no_longer_found_by_the_old_one()
    {
        Tell(EntryKind.PortCreated, 1);
        _ledger.Append([_story.Port(EntryKind.PortChanged, 1) with { Mac = Story.Mac(7) }]);
        Assert.Equal("guest-1", Holder(1, new LedgerQuery { Mac = Story.Mac(1) }));
        Assert.Null(Holder(2, new LedgerQuery { Mac = Story.Mac(1) }));
        Assert.Equal("guest-1", Holder(2, new LedgerQuery { Mac = Story.Mac(7) }));
    }

    [Fact]
    public void A_time_that_came_twice_is_the_later_one_and_what_was_before_the_clock_was_set_back_was_before()
    {
        Tell(EntryKind.PortCreated, 1);
        for (var i = 0; i < 100; i++) _story.Now();
        Tell(EntryKind.PortCreated, 2);
        _story.SetClock(TimeSpan.FromSeconds(-90));
        Tell(EntryKind.PortCreated, 3);
        Tell(EntryKind.PortDeleted, 2);

        // At 12 s on the clock nothing was told the first time; the second time, ports 1 and 2 were long there.
        Assert.Equal([1], _ledger.HeldAt(Time(12), new LedgerQuery()).Select(Number));
        Assert.Equal([1, 2, 3], _ledger.HeldAt(Time(13), new LedgerQuery()).Select(Number));
        Assert.Equal([1, 3], _ledger.HeldAt(Time(14), new LedgerQuery()).Select(Number));
        Assert.Equal([1, 2, 3, 4], Seqs(new LedgerQuery()));
        Assert.Null(_ledger.Verify().Fault);
    }

    [Fact]
    public void What_was_written_late_counts_from_when_it_happened()
    {
        var early = _story.Port(EntryKind.PortCreated, 1);
        Tell(EntryKind.PortCreated, 2);
        _ledger.Append([early]);
        Assert.Equal([1], _ledger.HeldAt(Time(1), new LedgerQuery()).Select(Number));
        Assert.Equal([2, 1], _ledger.HeldAt(Time(2), new LedgerQuery()).Select(Number));
    }

    [Fact]
    public void What_is_written_late_even_from_an_earlier_boot_is_no_clock_that_was_set_back()
    {
        var early = _story.Port(EntryKind.PortCreated, 1);
        _ledger.Append([early]);
        var now = new Moment(Story.Begin.AddDays(1), TimeSpan.FromMinutes(1));
        _ledger.Append([_story.Gap(EntryKind.GapOpened, "agent: away") with { At = now }], now);
        _ledger.Append([_story.Port(EntryKind.PortBound, 1)], now);
        Assert.Empty(_ledger.ClockSteps());
        var back = now with { Time = now.Time.AddMinutes(-5) };
        _ledger.Append([_story.Port(EntryKind.PortBound, 1)], back);
        Assert.Equal(new ClockStep(4, back.Time, TimeSpan.FromMinutes(5)), _ledger.ClockSteps().Single());
    }

    [Fact]
    public void What_stands_is_what_going_along_the_ledger_says_however_it_went()
    {
        var kinds = Enum.GetValues<EntryKind>();
        var steps = Gen.Elements(kinds).Zip(Gen.Choose(0, 5)).Zip(Gen.Elements(0, 0, 0, -40, 40)).ListOf(60);
        Prop.ForAll(steps.ToArbitrary(), told =>
        {
            var standing = new OpenItems();
            foreach (var entry in _ledger.Read(new LedgerQuery())) standing.Take(entry.Seq, entry.What);
            foreach (var ((kind, number), seconds) in told)
            {
                _story.SetClock(TimeSpan.FromSeconds(seconds));
                var what = kind switch
                {
                    EntryKind.FindingRaised or EntryKind.FindingCleared => _story.Finding(kind, $"finding {number}"),
                    EntryKind.GapOpened or EntryKind.GapClosed => _story.Gap(kind, $"source{number}: why"),
                    _ => _story.Port(kind, number),
                };
                standing.Take(_ledger.Append([what]).Single().Seq, what);
            }

            Assert.Equal(standing.All, _ledger.Standing().All);
            Assert.Equal(standing.Ports, _ledger.HeldAt(DateTimeOffset.MaxValue, new LedgerQuery()).Select(held => held.Port));
            Assert.Null(_ledger.Verify().Fault);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20));
    }

    private static int Number(PortHolding held) => Convert.ToInt32(held.Port.Facts.Uuid[^12..], fromBase: 16);

    /// <summary>The story's clock after so many steps.</summary>
    private static DateTimeOffset Time(int step) => Story.Begin.AddSeconds(step);

    private void Tell(EntryKind kind, int number) => _ledger.Append([_story.Port(kind, number)]);

    private IEnumerable<long> Seqs(LedgerQuery query) => _ledger.Read(query).Select(entry => entry.Seq);

    private IEnumerable<(int, bool)> Held(int step) =>
        _ledger.HeldAt(Time(step), new LedgerQuery()).Select(held => (Number(held), held.Port.Bound));

    private string? Holder(int step, LedgerQuery query) => _ledger.HeldAt(Time(step), query).SingleOrDefault()?.Port.Facts.Guest;
}
