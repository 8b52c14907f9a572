using VirtAgent.Core.Hosts;
using static VirtAgent.Tests.Core.Ports.PortDesk;

namespace VirtAgent.Tests.Core.Ports;

/// <summary>What reports alone tell, however late, doubled or out of order they are.</summary>
public class PortNoticeTests
{
    private static readonly NetworkPort P1 = Port("p1");
    private readonly PortDesk _desk = new();

    [Fact]
    public void A_port_is_created_once_whoever_reports_it_first()
    {
        Assert.Equal(["10 port-created p1 web virbr1"], _desk.Created(10, Hook, P1));
        Assert.Empty(_desk.Created(10.004, Folder, P1));
        Assert.Equal(["12 port-deleted p1 web virbr1"], _desk.Deleted(12, Hook, P1));
        Assert.Empty(_desk.Deleted(12.002, Folder, P1, read: false));
        Assert.Empty(_desk.Book.Known);
    }

    [Fact]
    public void The_folder_may_be_first_both_times()
    {
        Assert.Equal(["10.01 port-created p1 web virbr1"], _desk.Created(10.01, Folder, P1));
        Assert.Empty(_desk.Created(10, Hook, P1));
        Assert.Equal(["12.01 port-deleted p1 web virbr1"], _desk.Deleted(12.01, Folder, P1, read: false));
        Assert.Empty(_desk.Deleted(12, Hook, P1));
    }

    [Fact]
    public void Every_entry_carries_all_that_is_known()
    {
        _desk.Created(10, Hook, P1);
        _desk.Deleted(12, Folder, P1, read: false);
        Assert.All(_desk.Told, entry => Assert.Equal(
            ("p1", "iso", "web", "uuid-of-web", "52:54:00:00:00:01"),
            (entry.Port, entry.Network, entry.Guest, entry.GuestUuid, entry.Mac)));
    }

    [Fact]
    public void A_restarted_libvirtd_reports_every_port_again_and_nothing_is_new()
    {
        _desk.Created(10, Hook, P1);
        Assert.Empty(_desk.Created(20, Hook, P1));
        Assert.Equal("p1", Assert.Single(_desk.Book.Known).Facts.Uuid);
    }

    [Fact]
    public void A_folder_that_is_read_late_does_not_bring_a_deleted_port_back()
    {
        _desk.Created(10, Hook, P1);
        _desk.Deleted(10.003, Hook, P1);
        Assert.Empty(_desk.Created(10.2, Folder, P1, read: false));
        Assert.Empty(_desk.Deleted(10.2, Folder, P1, read: false));
        Assert.Empty(_desk.Book.Known);
    }

    [Fact]
    public void A_late_report_of_a_creation_does_not_undo_the_deletion()
    {
        _desk.Created(10, Folder, P1);
        _desk.Deleted(12, Folder, P1);
        Assert.Empty(_desk.Created(10, Hook, P1));
        Assert.Empty(_desk.Deleted(11.9, Hook, P1));
    }

    [Fact]
    public void A_late_report_of_a_deletion_does_not_undo_a_later_creation()
    {
        _desk.Created(10, Hook, P1);
        _desk.Stopped(12, Hook);
        Assert.Equal(["20 port-created p1 web virbr1: the same UUID again"], _desk.Created(20, Hook, P1));
        Assert.Empty(_desk.Deleted(12, Hook, P1));
        Assert.Single(_desk.Book.Known);
    }

    [Fact]
    public void A_late_folder_tells_the_end_of_the_first_life_and_not_of_the_second()
    {
        _desk.Created(10, Hook, P1);
        _desk.Created(10.01, Folder, P1);
        _desk.Stopped(12, Hook);
        _desk.Created(20, Hook, P1);
        Assert.Empty(_desk.Deleted(20.5, Folder, P1, read: false));
        Assert.Empty(_desk.Created(20.5, Folder, P1));
        Assert.Equal(["30 port-deleted p1 web virbr1"], _desk.Deleted(30, Folder, P1, read: false));
    }

    [Fact]
    public void A_folder_that_missed_an_end_is_believed_again_from_the_next_beginning()
    {
        _desk.Created(10, Hook, P1);
        _desk.Created(10.01, Folder, P1);
        _desk.Stopped(12, Hook);
        _desk.Created(20, Hook, P1);
        // inotify lost the deletion of the first.
        _desk.Created(20.1, Folder, P1);
        Assert.Single(_desk.Deleted(30, Folder, P1, read: false));
    }

    [Fact]
    public void A_folder_that_missed_the_beginning_is_believed_at_the_end()
    {
        _desk.Created(10, Hook, P1);
        Assert.Equal(["12 port-deleted p1 web virbr1"], _desk.Deleted(12, Folder, P1, read: false));
    }

    [Fact]
    public void The_folder_alone_tells_of_a_port_that_comes_back()
    {
        _desk.Created(10, Folder, P1);
        _desk.Deleted(12, Folder, P1, read: false);
        Assert.Equal(["12 port-created p1 web virbr1: the same UUID again"], _desk.Created(12, Folder, P1));
    }

    [Fact]
    public void A_port_that_dies_young_is_still_told()
    {
        Assert.Equal(["10 port-created p1 ?"], _desk.Created(10, Folder, P1, read: false));
        Assert.Empty(_desk.Deleted(10, Folder, P1, read: false));
        Assert.Equal(["10 port-deleted p1 ?"], _desk.Look(10.01));
    }

    [Fact]
    public void A_hook_that_inotify_overtook_still_says_whose_port_it_was()
    {
        _desk.Created(10.01, Folder, P1, read: false);
        _desk.Deleted(10.01, Folder, P1, read: false);
        Assert.Equal(["10.01 port-deleted p1 web virbr1"], _desk.Created(10, Hook, P1));
        Assert.Empty(_desk.Deleted(10.003, Hook, P1));
    }

    [Fact]
    public void The_hook_has_until_the_end_of_the_next_look_to_say_whose_port_it_was()
    {
        _desk.Created(10.01, Folder, P1, read: false);
        _desk.Deleted(10.02, Folder, P1, read: false);
        Assert.Empty(_desk.Look(10.015));
        Assert.Equal(["10.02 port-deleted p1 web virbr1"], _desk.Deleted(10.003, Hook, P1));
    }

    [Fact]
    public void A_look_that_was_under_way_still_says_whose_port_it_was()
    {
        _desk.Created(10.01, Folder, P1, read: false);
        _desk.Deleted(10.02, Folder, P1, read: false);
        Assert.Equal(["10.02 port-deleted p1 web virbr1"], _desk.Plug(P1).Look(10));
        Assert.Empty(_desk.Unplug("p1").Look(11));
    }

    [Fact]
    public void What_the_first_report_did_not_know_the_next_entry_carries()
    {
        _desk.Created(10, Folder, P1, read: false);
        Assert.Empty(_desk.Created(9.99, Hook, P1));
        Assert.Equal(["11 port-deleted p1 web virbr1"], _desk.Deleted(11, Folder, P1, read: false));
    }

    [Fact]
    public void A_deletion_that_comes_before_the_creation_tells_both_once()
    {
        Assert.Equal(
            ["11 port-created p1 web virbr1: not heard of before it was deleted", "11 port-deleted p1 web virbr1"],
            _desk.Deleted(11, Hook, P1));
        Assert.Empty(_desk.Created(10, Hook, P1));
        Assert.Empty(_desk.Deleted(11, Hook, P1));
    }

    [Fact]
    public void A_stopped_network_takes_its_ports_and_no_others()
    {
        _desk.Created(10, Hook, P1);
        _desk.Created(11, Hook, Port("p2", "db"));
        _desk.Created(11, Hook, Port("p3", "db", "nat", "virbr0"));
        Assert.Equal(
            ["12 port-deleted p1 web virbr1: network stopped", "12 port-deleted p2 db virbr1: network stopped"],
            _desk.Stopped(12, Hook));
        Assert.Empty(_desk.Stopped(12.1, Folder));
        Assert.Empty(_desk.Deleted(12.1, Folder, P1, read: false));
        Assert.Equal("p3", Assert.Single(_desk.Book.Known).Facts.Uuid);
    }

    [Fact]
    public void A_late_report_that_a_network_stopped_spares_the_ports_made_since()
    {
        _desk.Created(10, Hook, P1);
        _desk.Created(20, Hook, Port("p2", "db"));
        Assert.Equal(["15 port-deleted p1 web virbr1: network stopped"], _desk.Stopped(15, Hook));
        Assert.Equal("p2", Assert.Single(_desk.Book.Known).Facts.Uuid);
    }

    [Fact]
    public void A_creation_reported_after_its_network_stopped_is_told_with_its_end()
    {
        _desk.Stopped(15, Hook);
        Assert.Equal(
            ["14 port-created p1 web virbr1", "15 port-deleted p1 web virbr1: network stopped"], _desk.Created(14, Hook, P1));
    }

    [Fact]
    public void Two_networks_may_have_a_port_of_the_same_UUID()
    {
        _desk.Created(10, Hook, P1);
        Assert.Equal(["11 port-created p1 db virbr0"], _desk.Created(11, Hook, Port("p1", "db", "nat", "virbr0")));
        _desk.Deleted(12, Hook, P1);
        Assert.Equal("nat", Assert.Single(_desk.Book.Known).Facts.Network);
    }

    [Fact]
    public void A_UUID_is_the_same_in_capitals()
    {
        _desk.Created(10, Hook, Port("aa"));
        Assert.Empty(_desk.Created(10.1, Folder, Port("AA")));
    }

    [Fact]
    public void Domif_setlink_makes_two_entries_and_leaves_the_real_port_alone()
    {
        _desk.Plug(P1, "vnet0").Look(10);
        Assert.Equal(["20 port-created p2 web virbr1"], _desk.Created(20, Hook, Port("p2")));
        Assert.Equal(["20.01 port-deleted p2 web virbr1"], _desk.Deleted(20.01, Hook, Port("p2")));
        Assert.Empty(_desk.Look(20.02));
        Assert.True(Assert.Single(_desk.Book.Known).Bound);
    }

    [Fact]
    public void Times_of_a_story_never_run_backwards()
    {
        _desk.Plug(P1, "vnet0").Look(10);
        _desk.Deleted(9.9, Hook, P1);
        Assert.Equal([10, 10, 10, 10], _desk.Told.Select(entry => entry.At.SinceBoot.TotalSeconds));
    }

    [Fact]
    public void What_is_long_gone_is_forgotten()
    {
        for (var i = 0; i < 30_000; i++)
        {
            _desk.Created(10 + i * 0.001, Hook, Port($"p{i}"));
            _desk.Deleted(10 + i * 0.001, Hook, Port($"p{i}"));
        }

        Assert.Empty(_desk.Deleted(40, Hook, Port("p29999")));
        // It says "not heard of before" of a port that is forgotten.
        Assert.Equal(2, _desk.Deleted(40, Hook, Port("p1")).Length);
        Assert.Empty(_desk.Look(10_000));
        Assert.Equal(2, _desk.Deleted(10_000, Hook, Port("p29999")).Length);
    }

    [Fact]
    public void A_bound_port_whose_bandwidth_changes_says_so_and_the_same_text_indented_otherwise_does_not()
    {
        _desk.Plug(Port("p1", bandwidth: "100"), "vnet0").Look(10);
        Assert.Equal(
            [
                "11 port-changed p1 web vnet0 virbr1: bandwidth <bandwidth><inbound average='100'/></bandwidth>"
                + " → <bandwidth><inbound average='200'/></bandwidth>",
            ],
            _desk.Created(11, Folder, Port("p1", bandwidth: "200")));
        var indented = Port("p1", bandwidth: "200");
        var bandwidth = indented.Unmodelled[0].Replace("\n", "\n    ", StringComparison.Ordinal);
        indented = indented with { Xml = "other", Unmodelled = [bandwidth] };
        Assert.Empty(_desk.Created(12, Hook, indented));
        // A look that began before the change was read must not tell it backwards.
        Assert.Empty(_desk.Look(10.9));
    }
}
