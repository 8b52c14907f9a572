using VirtAgent.Core.Findings;
using VirtAgent.Core.Hosts;

namespace VirtAgent.Tests.Core.Analysis.Bridges;

public class PortJoinTests
{
    private const string Uuid = BridgedHost.PortOfWeb;

    [Fact]
    public void A_port_whose_NIC_and_tap_are_where_it_says_is_bound()
    {
        var row = Assert.Single(BridgedHost.WithWebIn().Rows);
        Assert.Equal(PortState.Bound, row.State);
        Assert.Equal((Uuid, "iso", "web", "virtio", "vnet0", "virbr1"), (row.Uuid, row.Network, row.Guest, row.Model, row
            .Tap, row.Bridge));
        Assert.Equal(BridgedHost.Mac(1), row.Mac);
        Assert.NotNull(row.Port);
        Assert.NotNull(row.Nic);
    }

    [Theory]
    [InlineData(1, "0000:03:10.0", PortState.Bound)]
    [InlineData(2, "0000:03:10.0", PortState.Orphan)]
    [InlineData(1, "0000:03:10.2", PortState.Orphan)]
    public void A_port_of_a_pool_of_host_devices_is_held_by_the_NIC_with_its_MAC_and_PCI_address(
        int mac, string address, PortState state)
    {
        var host = new BridgedHost().Port(Uuid, "pool", "web", 1, PlugKind.HostDevPci, device: "0000:03:10.0")
            .Nic("web", "hostdev", mac, device: address);
        var row = Assert.Single(host.Rows);
        Assert.Equal((state, "pool"), (row.State!.Value, row.Network));
    }

    [Fact]
    public void A_port_in_upper_case_is_the_same_port()
    {
        var host = new BridgedHost().Port(Uuid, "iso", "web", 1, bridge: "virbr1")
            .Nic("web", "network", 1, "iso", "virbr1", Uuid.ToUpperInvariant(), "vnet0").Tap("vnet0", "virbr1");
        Assert.Equal(PortState.Bound, Assert.Single(host.Rows).State);
    }

    [Fact]
    public void A_NIC_that_names_a_port_nobody_lists_is_a_ghost_of_the_network_it_asks_for()
    {
        var row = Assert.Single(BridgedHost.WithWebIn().WithoutPorts().Rows);
        Assert.Equal((PortState.Ghost, "iso", "vnet0", "virbr1"), (row.State!.Value, row.Network, row.Tap, row.Bridge));
        Assert.Null(row.Port);
    }

    [Fact]
    public void A_NIC_of_a_network_that_is_not_active_is_a_ghost() =>
        Assert.Equal(PortState.Ghost, Assert.Single(BridgedHost.WithWebIn().WithoutPorts().WithoutNetwork("iso").Rows).State);

    [Fact]
    public void A_listed_port_that_no_live_NIC_names_is_an_orphan()
    {
        var row = Assert.Single(new BridgedHost().Port(Uuid, "iso", "web", 1, bridge: "virbr1").Rows);
        Assert.Equal((PortState.Orphan, "web", "virbr1"), (row.State!.Value, row.Guest, row.Bridge));
        Assert.Null(row.Tap);
        Assert.Null(row.Model);
    }

    [Fact]
    public void An_all_zero_portid_is_no_port()
    {
        var host = new BridgedHost().Nic("web", "network", 1, "iso", "virbr1", "00000000-0000-0000-0000-000000000000", "vnet0");
        Assert.Empty(host.Rows);
    }

    [Fact]
    public void A_tap_in_another_bridge_is_moved_and_shown_where_it_is()
    {
        var row = Assert.Single(BridgedHost.WithWebIn().Tap("vnet0", "br0").Rows);
        Assert.Equal((PortState.Moved, "br0"), (row.State!.Value, row.Bridge));
    }

    [Fact]
    public void A_tap_without_a_bridge_is_unbridged()
    {
        var row = Assert.Single(BridgedHost.WithWebIn().Tap("vnet0", null).Rows);
        Assert.Equal(PortState.Unbridged, row.State);
        Assert.Null(row.Bridge);
    }

    [Fact]
    public void A_tap_that_does_not_exist_is_unbridged() =>
        Assert.Equal(PortState.Unbridged, Assert.Single(BridgedHost.WithWebIn().WithoutDevice("vnet0").Rows).State);

    [Fact]
    public void A_MAC_that_differs_between_port_and_live_XML_is_a_mismatch()
    {
        var host = new BridgedHost().Port(Uuid, "iso", "web", 2, bridge: "virbr1")
            .Nic("web", "network", 1, "iso", "virbr1", Uuid, "vnet0")
            .Tap("vnet0", "virbr1");
        Assert.Equal(PortState.Mismatch, Assert.Single(host.Rows).State);
    }

    [Fact]
    public void A_port_owned_by_another_guest_than_holds_it_is_a_mismatch()
    {
        var host = new BridgedHost().Port(Uuid, "iso", "db", 1, bridge: "virbr1")
            .Nic("web", "network", 1, "iso", "virbr1", Uuid, "vnet0")
            .Tap("vnet0", "virbr1");
        var row = Assert.Single(host.Rows);
        Assert.Equal((PortState.Mismatch, "web"), (row.State!.Value, row.Guest));
    }

    [Fact]
    public void A_port_plugged_into_another_bridge_than_its_network_has_is_a_mismatch()
    {
        var host = new BridgedHost().Port(Uuid, "iso", "web", 1, bridge: "br0")
            .Nic("web", "network", 1, "iso", "br0", Uuid, "vnet0")
            .Tap("vnet0", "br0");
        Assert.Equal(PortState.Mismatch, Assert.Single(host.Rows).State);
    }

    [Fact]
    public void A_port_listed_by_another_network_than_the_NIC_asks_for_is_a_mismatch()
    {
        var host = new BridgedHost().Port(Uuid, "nat", "web", 1, bridge: "virbr0")
            .Nic("web", "network", 1, "iso", null, Uuid, "vnet0")
            .Tap("vnet0", "virbr0");
        Assert.Equal(PortState.Mismatch, Assert.Single(host.Rows).State);
    }

    [Fact]
    public void A_tap_whose_low_five_octets_are_not_the_guests_is_a_mismatch() =>
        Assert.Equal(PortState.Mismatch, Assert.Single(BridgedHost.WithWebIn().Tap("vnet0", "virbr1", 9).Rows).State);

    [Fact]
    public void A_MAC_the_guest_changed_is_no_mismatch()
    {
        var host = new BridgedHost().Port(Uuid, "iso", "web", 1, bridge: "virbr1")
            .Nic("web", "network", 1, "iso", "virbr1", Uuid, "vnet0", currentMac: 9).Tap("vnet0", "virbr1");
        Assert.Equal(PortState.Bound, Assert.Single(host.Rows).State);
    }

    [Fact]
    public void A_container_veth_with_a_MAC_of_its_own_is_bound() =>
        Assert.Equal(PortState.Bound, Assert.Single(BridgedHost.WithWebIn()
            .Device("vnet0", "veth", "virbr1", BridgedHost.Mac(77)).Rows).State);

    [Fact]
    public void Ghost_comes_before_moved() =>
        Assert.Equal(PortState.Ghost, Assert.Single(BridgedHost.WithWebIn().WithoutPorts().Device("vnet0", "tun", "br0")
            .Rows).State);

    [Theory]
    [InlineData("br0", PortState.Moved)]
    [InlineData(null, PortState.Unbridged)]
    [InlineData("virbr1", PortState.Mismatch)]
    public void Moved_and_unbridged_come_before_mismatch(string? master, PortState state)
    {
        var host = new BridgedHost().Port(Uuid, "iso", "web", 2, bridge: "virbr1")
            .Nic("web", "network", 1, "iso", "virbr1", Uuid, "vnet0")
            .Tap("vnet0", master);
        Assert.Equal(state, Assert.Single(host.Rows).State);
    }

    [Fact]
    public void A_tap_in_the_bridge_of_a_bridge_mode_network_is_bound()
    {
        var host = new BridgedHost().Port(Uuid, "hostbr", "web", 1, PlugKind.Bridge, "br0")
            .Nic("web", "bridge", 1, "hostbr", "br0", Uuid, "vnet0")
            .Tap("vnet0", "br0");
        Assert.Equal(PortState.Bound, Assert.Single(host.Rows).State);
    }

    [Fact]
    public void A_macvtap_has_no_bridge_to_be_in()
    {
        var host = new BridgedHost().Port(Uuid, "lan", "web", 1, PlugKind.Direct, device: "eth0")
            .Nic("web", "direct", 1, "lan", null, Uuid, "macvtap0", "eth0")
                .Device("macvtap0", "macvtap", null, BridgedHost.Mac(1), "eth0");
        var row = Assert.Single(host.Rows);
        Assert.Equal(PortState.Bound, row.State);
        Assert.Null(row.Bridge);
    }

    [Fact]
    public void A_macvtap_on_another_device_than_the_port_says_or_missing_is_a_mismatch()
    {
        var moved = new BridgedHost().Port(Uuid, "lan", "web", 1, PlugKind.Direct, device: "eth1")
            .Nic("web", "direct", 1, "lan", null, Uuid, "macvtap0", "eth0")
                .Device("macvtap0", "macvtap", null, BridgedHost.Mac(1), "eth0");
        Assert.Equal(PortState.Mismatch, Assert.Single(moved.Rows).State);
        var missing = new BridgedHost().Port(Uuid, "lan", "web", 1, PlugKind.Direct, device: "eth0")
            .Nic("web", "direct", 1, "lan", null, Uuid, "macvtap0", "eth0");
        Assert.Equal(PortState.Mismatch, Assert.Single(missing.Rows).State);
    }

    [Fact]
    public void A_PCI_function_is_bound_without_a_tap()
    {
        var host = new BridgedHost().Port(Uuid, "lan", "web", 1, PlugKind.HostDevPci).Nic("web", "hostdev", 1, "lan", null, Uuid);
        Assert.Equal(PortState.Bound, Assert.Single(host.Rows).State);
    }

    [Fact]
    public void A_plug_of_an_unknown_kind_is_not_called_bound()
    {
        var host = new BridgedHost().Port(Uuid, "iso", "web", 1, PlugKind.Unknown)
            .Nic("web", "network", 1, "iso", null, Uuid, "vnet0")
            .Tap("vnet0", "virbr1");
        Assert.Null(Assert.Single(host.Rows).State);
    }

    [Fact]
    public void A_port_on_Open_vSwitch_is_bound_though_its_master_is_ovs_system()
    {
        var host = new BridgedHost().With(BridgedHost.Network("ovs", ForwardMode.Bridge, "ovsbr0"))
            .Device("ovs-system", "openvswitch")
            .Device("ovsbr0", "openvswitch").Port(Uuid, "ovs", "web", 1, PlugKind.Bridge, "ovsbr0")
            .Nic("web", "bridge", 1, "ovs", "ovsbr0", Uuid, "vnet0").Tap("vnet0", "ovs-system");
        var row = Assert.Single(host.Rows);
        Assert.Equal((PortState.Bound, "ovsbr0"), (row.State!.Value, row.Bridge));
        Assert.Equal(PortState.Moved, Assert.Single(BridgedHost.WithWebIn().Device("ovs-system", "openvswitch")
            .Tap("vnet0", "ovs-system").Rows).State);
    }

    [Theory]
    [InlineData("domains")]
    [InlineData("domains/other.xml")]
    public void Without_all_live_domains_no_port_is_called_an_orphan(string source)
    {
        var host = new BridgedHost().Port(Uuid, "iso", "web", 1, bridge: "virbr1").Unread(source);
        Assert.Null(Assert.Single(host.Rows).State);
        Assert.Empty(host.Findings);
    }

    [Fact]
    public void An_unread_definition_of_a_guest_that_is_off_hides_no_orphan() =>
        Assert.Equal(PortState.Orphan, Assert.Single(
            new BridgedHost().Port(Uuid, "iso", "web", 1, bridge: "virbr1").Unread("domains/other.inactive.xml").Rows).State);

    [Theory]
    [InlineData("ports")]
    [InlineData("ports/iso")]
    [InlineData("ports/iso/" + Uuid + ".xml")]
    [InlineData("networks")]
    [InlineData("networks/iso.xml")]
    public void Without_the_ports_of_its_network_no_NIC_is_called_a_ghost(string source)
    {
        var host = BridgedHost.WithWebIn().WithoutPorts().Unread(source);
        Assert.Null(Assert.Single(host.Rows).State);
        Assert.Empty(host.Findings);
    }

    [Theory]
    [InlineData("ports/nat")]
    [InlineData("ports/iso/another.xml")]
    public void What_was_not_read_elsewhere_hides_no_ghost(string source) =>
        Assert.Equal(PortState.Ghost, Assert.Single(BridgedHost.WithWebIn().WithoutPorts().Unread(source).Rows).State);

    [Fact]
    public void Without_links_a_port_is_neither_bound_nor_unbridged()
    {
        var host = BridgedHost.WithWebIn().WithoutDevice("vnet0").Unread(RecordFile.Links);
        var row = Assert.Single(host.Rows);
        Assert.Null(row.State);
        Assert.Null(row.Bridge);
        Assert.Empty(host.Findings);
    }

    [Fact]
    public void A_tap_moved_is_seen_from_the_live_XML_alone_when_ports_were_not_read()
    {
        var host = BridgedHost.WithWebIn().WithoutPorts().Unread("ports").Tap("vnet0", "virbr0");
        Assert.Equal(PortState.Moved, Assert.Single(host.Rows).State);
    }

    [Fact]
    public void Rows_come_by_network_then_guest()
    {
        var host = new BridgedHost().Plug("b", "nat", "vnet0", "1-b", 1).Plug("b", "iso", "vnet1", "2-b", 2)
            .Plug("a", "nat", "vnet2", "3-a", 3);
        Assert.Equal([("iso", "b"), ("nat", "a"), ("nat", "b")], host.Rows.Select(row => (row.Network, row.Guest)));
    }
}
