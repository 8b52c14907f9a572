using VirtAgent.Core.Hosts;
using VirtAgent.Core.Ledger;
using VirtAgent.Core.Ports;
using static VirtAgent.Tests.Core.Ports.PortDesk;

namespace VirtAgent.Tests.Core.Ports;

/// <summary>Looks against reports: which of the two is the later one.</summary>
public class PortSnapshotTests
{
    private static readonly NetworkPort P1 = Port("p1");
    private readonly PortDesk _desk = new();

    [Fact]
    public void A_port_nobody_reported_is_created_when_a_look_began()
    {
        Assert.Empty(_desk.Look(9));
        Assert.Equal(["10 port-created p1 web virbr1"], _desk.Plug(P1).Look(10));
    }

    [Fact]
    public void A_port_that_is_there_at_the_first_look_may_be_older() =>
        Assert.Equal(["10 port-created p1 web virbr1: there before the first look"], _desk.Plug(P1).Look(10));

    [Fact]
    public void What_came_and_went_while_nobody_watched_says_between_when()
    {
        var desk = new PortDesk(new PortTracker([Known("p1", bound: true, 5)], sameBoot: true));
        Assert.Equal(
            [
                "90 port-unbound p1 web vnet0 virbr1: between 2026-11-22T06:00:30.000Z and 2026-11-22T06:01:30.000Z",
                "90 port-deleted p1 web vnet0 virbr1: between 2026-11-22T06:00:30.000Z and 2026-11-22T06:01:30.000Z",
                "90 port-created p2 db virbr1: between 2026-11-22T06:00:30.000Z and 2026-11-22T06:01:30.000Z",
            ],
            desk.Plug(Port("p2", "db")).Look(90, blindSince: 30));
    }

    [Fact]
    public void A_port_that_vanished_unreported_was_there_at_the_last_look_that_had_it()
    {
        _desk.Plug(P1).Look(10);
        _desk.Look(11);
        Assert.Equal(
            ["12.5 port-deleted p1 web virbr1: between 2026-11-22T06:00:11.000Z and 2026-11-22T06:00:12.500Z"],
            _desk.Unplug("p1").Look(12.5));
    }

    [Theory]
    [InlineData(Hook)]
    [InlineData(Folder)]
    public void A_look_begun_before_a_creation_does_not_delete_the_port(NoticeOrigin origin)
    {
        _desk.Created(10, origin, P1);
        Assert.Empty(_desk.Look(9.99));
        Assert.Empty(_desk.Look(10));
        Assert.Single(_desk.Book.Known);
    }

    [Fact]
    public void A_port_the_hook_announced_may_take_a_while_to_be_listed()
    {
        _desk.Created(10, Hook, P1);
        Assert.Empty(_desk.Look(10.001));
        Assert.Empty(_desk.Look(12.9));
        Assert.Empty(_desk.Plug(P1).Look(13.5));
    }

    [Fact]
    public void A_port_that_was_announced_and_never_listed_was_not_made()
    {
        _desk.Created(10, Hook, P1);
        Assert.Equal(
            ["13.1 port-deleted p1 web virbr1: creation aborted: announced by libvirt's hook, but never listed"],
            _desk.Look(13.1));
    }

    [Fact]
    public void An_announced_port_that_was_listed_once_is_gone_when_it_is_not_listed()
    {
        _desk.Created(10, Hook, P1);
        _desk.Plug(P1).Look(10.1);
        Assert.Equal(
            ["10.5 port-deleted p1 web virbr1: between 2026-11-22T06:00:10.100Z and 2026-11-22T06:00:10.500Z"],
            _desk.Unplug("p1").Look(10.5));
    }

    [Fact]
    public void A_port_file_that_a_later_look_does_not_find_is_gone()
    {
        _desk.Created(10, Folder, P1);
        Assert.Equal(
            ["10.1 port-deleted p1 web virbr1: between 2026-11-22T06:00:10.000Z and 2026-11-22T06:00:10.100Z"], _desk.Look(10.1));
    }

    [Fact]
    public void A_late_announcement_of_a_port_that_was_seen_is_not_waited_for()
    {
        _desk.Plug(P1).Look(10.1);
        Assert.Empty(_desk.Created(10, Hook, P1));
        Assert.Single(_desk.Unplug("p1").Look(10.5));
    }

    [Fact]
    public void A_folder_that_missed_a_life_is_believed_again_after_a_while()
    {
        _desk.Created(10, Hook, P1);
        _desk.Deleted(12, Hook, P1);
        _desk.Look(19);
        Assert.Single(_desk.Created(20, Folder, P1));
        _desk.Stopped(21, Hook);
        _desk.Created(30, Hook, P1);
        // inotify lost the end of the second and the beginning of the third.
        _desk.Plug(P1).Look(34);
        Assert.Single(_desk.Deleted(35, Folder, P1, read: false));
    }

    [Fact]
    public void A_look_does_not_bring_back_a_port_that_is_about_to_be_unlisted()
    {
        _desk.Created(10, Hook, P1);
        _desk.Plug(P1).Look(10.1);
        _desk.Deleted(12, Hook, P1);
        Assert.Empty(_desk.Look(11.9));
        Assert.Empty(_desk.Look(12.5));
        Assert.Empty(_desk.Unplug("p1").Look(13));
        Assert.Empty(_desk.Book.Known);
    }

    [Fact]
    public void A_port_that_stays_listed_after_its_deletion_was_announced_is_there_again()
    {
        _desk.Created(10, Hook, P1);
        _desk.Deleted(12, Hook, P1);
        Assert.Equal(["15.1 port-created p1 web virbr1: the same UUID again"], _desk.Plug(P1).Look(15.1));
    }

    [Fact]
    public void A_look_begun_before_the_file_went_does_not_bring_the_port_back()
    {
        _desk.Created(10, Folder, P1);
        _desk.Deleted(12, Folder, P1, read: false);
        Assert.Empty(_desk.Plug(P1).Look(11.99));
        Assert.Equal(["12.1 port-created p1 web virbr1: the same UUID again"], _desk.Look(12.1));
    }

    [Fact]
    public void A_late_deletion_does_not_undo_what_a_later_look_saw()
    {
        _desk.Plug(P1).Look(20);
        Assert.Empty(_desk.Deleted(12, Hook, P1));
        Assert.Empty(_desk.Deleted(19, Folder, P1));
        Assert.Single(_desk.Book.Known);
    }

    [Fact]
    public void A_deletion_announced_just_before_a_look_that_still_had_the_port_counts()
    {
        _desk.Plug(P1).Look(20);
        Assert.Equal(["20 port-deleted p1 web virbr1"], _desk.Deleted(19.99, Hook, P1));
        Assert.Empty(_desk.Look(20.1));
    }

    [Fact]
    public void Ports_of_a_stopped_network_come_back_with_a_restarted_daemon_and_not_with_net_start()
    {
        _desk.Plug(P1, "vnet0").Look(10);
        _desk.Unplug("p1").Tap("vnet0", null);
        Assert.Equal(
            ["20 port-unbound p1 web vnet0 virbr1: network stopped", "20 port-deleted p1 web vnet0 virbr1: network stopped"],
            _desk.Stopped(20, Hook));
        Assert.Empty(_desk.Look(20.1));
        Assert.Empty(_desk.Look(30));
        Assert.Equal(["40 port-created p1 web virbr1: the same UUID again"], _desk.Created(40, Hook, P1));
        Assert.Equal(["40.5 port-bound p1 web vnet0 virbr1"], _desk.Plug(P1, "vnet0").Look(40.5));
    }

    [Fact]
    public void A_reclaimed_port_is_announced_before_it_is_listed_again()
    {
        _desk.Plug(P1).Look(10);
        _desk.Unplug("p1");
        // Nobody saw the network stop.
        Assert.Empty(_desk.Created(20, Hook, P1));
        Assert.Empty(_desk.Look(20.1));
        Assert.Empty(_desk.Plug(P1).Look(20.3));
    }

    [Fact]
    public void An_orphan_stays_known_without_an_entry_until_it_is_gone()
    {
        _desk.Created(10, Hook, P1);
        _desk.Plug(P1);
        for (var at = 11; at < 100; at += 30) Assert.Empty(_desk.Look(at));
        Assert.False(Assert.Single(_desk.Book.Known).Bound);
        Assert.Single(_desk.Unplug("p1").Look(100));
    }

    [Fact]
    public void After_a_restart_of_the_host_everything_is_gone()
    {
        KnownPort[] known = [Known("p1", bound: true, 90_000), Known("p2", bound: false, 90_001, "db")];
        var desk = new PortDesk(new PortTracker(known, sameBoot: false));
        var told = desk.Plug(Port("p2", "db")).Look(50, blindSince: 90_500);
        const string Between = "between 2026-11-23T07:08:20.000Z and 2026-11-22T06:00:50.000Z";
        Assert.Equal(
            [
                $"50 port-unbound p1 web vnet0 virbr1: the host was restarted; {Between}",
                $"50 port-deleted p1 web vnet0 virbr1: the host was restarted; {Between}",
                $"50 port-deleted p2 db virbr1: the host was restarted; {Between}",
                $"50 port-created p2 db virbr1: the same UUID again; {Between}",
            ],
            told);
    }

    [Fact]
    public void A_report_of_this_boot_ends_a_port_of_the_last_one()
    {
        var desk = new PortDesk(new PortTracker([Known("p1", bound: false, 90_000)], sameBoot: false));
        Assert.Equal(["port-deleted", "port-created"], desk.Created(50, Hook, P1).Select(line => line.Split(' ')[1]));
        Assert.Equal(["50.5 port-deleted p1 web virbr1"], desk.Deleted(50.5, Hook, P1));
    }

    [Fact]
    public void In_the_same_boot_what_the_ledger_knows_is_not_told_again()
    {
        var desk = new PortDesk(new PortTracker([Known("p1", bound: true, 5)], sameBoot: true));
        Assert.Empty(desk.Created(20, Folder, P1));
        Assert.Empty(desk.Created(20, Hook, P1));
        Assert.Empty(desk.Plug(P1, "vnet0").Look(21, blindSince: 15));
        Assert.Equal(["22 port-unbound p1 web vnet0 virbr1", "22 port-deleted p1 web vnet0 virbr1"], desk.Deleted(22, Hook, P1));
    }

    [Fact]
    public void A_spooled_report_from_before_the_ledgers_last_word_is_ignored()
    {
        var desk = new PortDesk(new PortTracker([], sameBoot: true, [new DeletedPort(Known("p1", false, 5).Facts, At(12))]));
        Assert.Empty(desk.Created(10, Hook, P1));
        Assert.Empty(desk.Deleted(12, Hook, P1));
        Assert.Empty(desk.Plug(P1).Look(12));
        Assert.Equal(["20 port-created p1 web virbr1: the same UUID again"], desk.Created(20, Hook, P1));
    }

    [Fact]
    public void A_spooled_report_from_before_the_ports_last_entry_does_not_take_it_away()
    {
        var desk = new PortDesk(new PortTracker([Known("p1", bound: true, 5) with { Last = At(20) }], sameBoot: true));
        Assert.Empty(desk.Stopped(12, Hook));
        Assert.Empty(desk.Deleted(12, Hook, P1));
        Assert.Equal(2, desk.Deleted(21, Hook, P1).Length);
    }

    [Fact]
    public void A_file_that_is_still_there_after_a_restart_of_the_agent_is_no_new_port()
    {
        var desk = new PortDesk(new PortTracker([], sameBoot: true, [new DeletedPort(Known("p1", false, 5).Facts, At(12))]));
        Assert.Empty(desk.Created(12.5, Folder, P1));
        Assert.Empty(desk.Plug(P1).Look(12.6));
        Assert.Empty(desk.Deleted(13, Folder, P1, read: false));
    }

    [Fact]
    public void A_port_announced_just_before_the_agent_died_is_waited_for()
    {
        var desk = new PortDesk(new PortTracker([Known("p1", bound: false, 10)], sameBoot: true));
        Assert.Empty(desk.Look(11, blindSince: 10));
        Assert.Single(desk.Look(14));
    }
}
