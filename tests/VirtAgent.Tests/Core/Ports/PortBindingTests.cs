using VirtAgent.Core.Hosts;
using static VirtAgent.Tests.Core.Ports.PortDesk;

namespace VirtAgent.Tests.Core.Ports;

/// <summary>Bound, changed and unbound: the port against the guest's NIC and the kernel's tap.</summary>
public class PortBindingTests
{
    private static readonly NetworkPort P1 = Port("p1");
    private readonly PortDesk _desk = new();

    [Fact]
    public void A_starting_guest_has_its_port_bound_once_NIC_tap_and_bridge_are_there()
    {
        _desk.Created(10, Hook, P1);
        Assert.Empty(_desk.Plug(P1).Look(10.1));
        Assert.Empty(_desk.Plug(P1, "vnet0").NoTap("vnet0").Look(10.2));
        Assert.Empty(_desk.Tap("vnet0", null).Look(10.3));
        Assert.Equal(["10.4 port-bound p1 web vnet0 virbr1"], _desk.Tap("vnet0", "virbr1").Look(10.4));
        Assert.Empty(_desk.Look(10.5));
    }

    [Fact]
    public void A_stopping_guest_has_its_port_unbound_and_then_deleted()
    {
        _desk.Plug(P1, "vnet0").Look(10);
        Assert.Equal(["11 port-unbound p1 web vnet0 virbr1: tap vnet0 is gone"], _desk.NoTap("vnet0").Look(11));
        Assert.Equal(["11.1 port-deleted p1 web vnet0 virbr1"], _desk.Deleted(11.1, Hook, P1));
    }

    [Fact]
    public void A_port_whose_guest_is_off_is_not_bound()
    {
        _desk.Plug(P1, "vnet0").Look(10);
        Assert.Equal(["11 port-unbound p1 web vnet0 virbr1: web is not running"], _desk.Nic("p1", _ => null).Look(11));
    }

    [Fact]
    public void A_port_no_NIC_names_is_not_bound()
    {
        _desk.Plug(P1, "vnet0").Plug(Port("p2", mac: 2), "vnet1").Look(10);
        Assert.Equal(["11 port-unbound p1 web vnet0 virbr1: no NIC of web names the port"], _desk.Nic("p1", _ => null).Look(11));
    }

    [Fact]
    public void A_port_deleted_while_bound_is_unbound_first_at_the_same_moment()
    {
        _desk.Plug(P1, "vnet0").Look(10);
        Assert.Equal(["11 port-unbound p1 web vnet0 virbr1", "11 port-deleted p1 web vnet0 virbr1"], _desk.Deleted(11, Hook, P1));
    }

    [Fact]
    public void A_tap_moved_by_hand_is_a_change_there_and_back()
    {
        _desk.Plug(P1, "vnet0").Look(10);
        Assert.Equal(["20 port-changed p1 web vnet0 virbr0: bridge virbr1 → virbr0"], _desk.Tap("vnet0", "virbr0").Look(20));
        Assert.Equal(["30 port-changed p1 web vnet0 virbr1: bridge virbr0 → virbr1"], _desk.Tap("vnet0", "virbr1").Look(30));
    }

    [Fact]
    public void A_tap_taken_out_of_its_bridge_is_unbound_and_bound_again_when_put_back()
    {
        _desk.Plug(P1, "vnet0").Look(10);
        Assert.Equal(["20 port-unbound p1 web vnet0 virbr1: tap vnet0 is in no bridge"], _desk.Tap("vnet0", null).Look(20));
        Assert.Empty(_desk.Look(25));
        Assert.Equal(["30 port-bound p1 web vnet0 virbr1"], _desk.Tap("vnet0", "virbr1").Look(30));
    }

    [Fact]
    public void A_MAC_the_guest_sets_is_a_change()
    {
        _desk.Plug(P1, "vnet0").Look(10);
        Assert.Equal(
            ["20 port-changed p1 web vnet0 virbr1: MAC 52:54:00:00:00:01 → 52:54:00:00:00:09, set by the guest"],
            _desk.Nic("p1", nic => nic with { CurrentMac = Mac(9) }).Look(20));
        Assert.Equal("52:54:00:00:00:09", Assert.Single(_desk.Book.Known).Facts.Mac);
        // The port's XML goes on saying what was configured.
        Assert.Empty(_desk.Created(25, Hook, P1));
        Assert.Empty(_desk.Look(26));
        Assert.Single(_desk.Nic("p1", nic => nic with { CurrentMac = null }).Look(30));
    }

    [Fact]
    public void Several_changes_are_one_entry()
    {
        _desk.Plug(Port("p1", bandwidth: "1"), "vnet0").Look(10);
        _desk.Plug(Port("p1"), "vnet7").Tap("vnet7", "virbr9");
        Assert.Equal(
            [
                "20 port-changed p1 web vnet7 virbr9: bandwidth <bandwidth><inbound average='1'/></bandwidth> → none, "
                + "tap vnet0 → vnet7, bridge virbr1 → virbr9",
            ],
            _desk.Look(20));
    }

    [Fact]
    public void Without_guests_or_devices_nothing_is_decided()
    {
        _desk.Plug(P1, "vnet0").Look(10);
        _desk.Nic("p1", _ => null).NoTap("vnet0").Plug(Port("p2", "db"), "vnet1");
        Assert.Equal(["11 port-created p2 db virbr1"], _desk.Look(11, guests: false));
        Assert.Empty(_desk.Look(12, links: false));
        Assert.Equal(["port-unbound", "port-bound"], _desk.Look(13).Select(line => line.Split(' ')[1]));
    }

    [Fact]
    public void A_change_of_bandwidth_is_told_without_guests_or_devices()
    {
        _desk.Plug(P1, "vnet0").Look(10);
        Assert.Single(_desk.Plug(Port("p1", bandwidth: "5"), "vnet0").Look(11, guests: false));
    }

    [Fact]
    public void A_macvtap_and_a_function_of_a_card_are_bound_when_a_NIC_names_them()
    {
        var direct = Port("p1", bridge: null, plug: PlugKind.Direct);
        var function = Port("p2", "db", bridge: null, plug: PlugKind.HostDevPci);
        _desk.Plug(direct, "macvtap0").Plug(function, "").Nic("p2", nic => nic with { Tap = null });
        _desk.Look(10);
        Assert.All(_desk.Book.Known, port => Assert.True(port.Bound));
    }

    [Fact]
    public void A_tap_in_Open_vSwitch_is_in_the_bridge_libvirt_named()
    {
        _desk.Tap("ovs-system", null, "openvswitch").Tap("ovsbr0", "ovs-system", "openvswitch");
        _desk.Plug(Port("p1", bridge: "ovsbr0", plug: PlugKind.Bridge), "vnet0").Tap("vnet0", "ovs-system");
        Assert.Equal("10 port-bound p1 web vnet0 ovsbr0", _desk.Look(10)[1]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Update_device_binds_the_new_port_with_the_old_tap(bool lookBetween)
    {
        var moved = Port("p2", "web", "nat", "virbr0");
        _desk.Plug(P1, "vnet0").Look(10);
        _desk.Created(20, Hook, moved);
        _desk.Plug(moved).Tap("vnet0", "virbr0");
        // The guest's XML still names the old port, whose tap is where the new one wants it: no move.
        if (lookBetween) Assert.Empty(_desk.Look(20.1));
        _desk.Plug(moved, "vnet0").Unplug("p1");
        Assert.Equal(
            ["20.2 port-unbound p1 web vnet0 virbr1", "20.2 port-deleted p1 web vnet0 virbr1"], _desk.Deleted(20.2, Hook, P1));
        Assert.Equal(["20.3 port-bound p2 web vnet0 virbr0"], _desk.Look(20.3));
    }

    [Fact]
    public void A_new_port_is_not_bound_to_the_bridge_its_tap_is_just_leaving()
    {
        _desk.Created(20, Hook, P1);
        Assert.Empty(_desk.Plug(P1, "vnet0").Tap("vnet0", "virbr0").Look(20.1));
        Assert.Equal(["23.5 port-bound p1 web vnet0 virbr0"], _desk.Look(23.5));
    }

    [Fact]
    public void A_port_that_may_be_old_is_bound_to_the_bridge_its_tap_is_in()
    {
        var told = _desk.Plug(P1, "vnet0").Tap("vnet0", "virbr0").Look(20);
        Assert.Equal("20 port-bound p1 web vnet0 virbr0", told[1]);
        _desk.Plug(Port("p2", "db", mac: 2), "vnet1").Tap("vnet1", "virbr0");
        Assert.Equal("50 port-bound p2 db vnet1 virbr0", _desk.Look(50)[1]);
    }

    [Fact]
    public void A_guest_that_starts_again_has_a_new_port()
    {
        _desk.Plug(P1, "vnet0").Look(10);
        _desk.Unplug("p1").NoTap("vnet0");
        _desk.Deleted(20, Hook, P1);
        Assert.Equal(
            ["21 port-created p2 web virbr1", "21 port-bound p2 web vnet1 virbr1"], _desk.Plug(Port("p2"), "vnet1").Look(21));
    }

    [Fact]
    public void A_NIC_that_is_read_while_its_port_is_being_deleted_binds_nothing()
    {
        _desk.Created(10, Hook, P1);
        _desk.Deleted(10.5, Hook, P1);
        Assert.Empty(_desk.Plug(P1, "vnet0").Look(10.4));
    }

    [Fact]
    public void What_changed_while_nobody_watched_says_between_when()
    {
        var desk = new PortDesk(new VirtAgent.Core.Ports.PortTracker([Known("p1", bound: true, 5)], sameBoot: true));
        Assert.Equal(
            [
                "60 port-changed p1 web vnet0 virbr0: bridge virbr1 → virbr0; "
                + "between 2026-11-22T06:00:30.000Z and 2026-11-22T06:01:00.000Z",
            ],
            desk.Plug(P1, "vnet0").Tap("vnet0", "virbr0").Look(60, blindSince: 30));
    }
}
