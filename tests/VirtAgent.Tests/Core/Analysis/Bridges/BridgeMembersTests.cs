using VirtAgent.Core.Findings;
using VirtAgent.Core.Hosts;

namespace VirtAgent.Tests.Core.Analysis.Bridges;

public class BridgeMembersTests
{
    [Fact]
    public void Bridges_that_hold_only_taps_of_their_own_ports_keep_the_promise()
    {
        var layer2 = BridgedHost.WithWebIn().Plug("db", "nat", "vnet1", "2-db", 2).Layer2;
        Assert.Equal(PromiseVerdict.Isolated, layer2.Verdicts["iso"]);
        Assert.Equal(PromiseVerdict.Kept, layer2.Verdicts["nat"]);
        Assert.Empty(layer2.Findings);
    }

    [Fact]
    public void Networks_without_a_promise_or_a_bridge_are_not_judged()
    {
        var host = BridgedHost.WithWebIn().With(BridgedHost.Network("open", ForwardMode.Open, "virbr9"))
            .Device("virbr9", "bridge")
            .Device("eth9", null, "virbr9").Device("eth8", null, "br0");
        foreach (var network in new[] { "lan", "hostbr", "open" })
            Assert.Equal(PromiseVerdict.NoPromise, host.Layer2.Verdicts[network]);
        Assert.Empty(host.Layer2.Findings);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("vlan")]
    [InlineData("vxlan")]
    [InlineData("bond")]
    [InlineData("team")]
    [InlineData("gretap")]
    [InlineData("geneve")]
    [InlineData("macvlan")]
    [InlineData("macvtap")]
    [InlineData("veth")]
    [InlineData("some-kind-of-tomorrow")]
    public void A_device_with_a_way_out_in_an_isolated_bridge_is_an_uplink(string? kind)
    {
        var host = BridgedHost.WithWebIn().Device("out1", kind, "virbr1");
        var finding = Assert.Single(host.Layer2.Findings);
        Assert.Equal((FindingCode.BridgeUplink, Severity.Critical, "iso", "virbr1 member out1"), Key(finding));
        Assert.Contains("`ip link set dev out1 nomaster`", finding.Remedy, StringComparison.Ordinal);
        Assert.Equal(PromiseVerdict.Leaking, host.Layer2.Verdicts["iso"]);
        Assert.Equal(PromiseVerdict.Kept, host.Layer2.Verdicts["nat"]);
    }

    [Theory]
    [InlineData("tun")]
    [InlineData("dummy")]
    public void A_tap_or_dummy_nobody_holds_in_an_isolated_bridge_is_a_stranger(string kind)
    {
        var host = BridgedHost.WithWebIn().Device("vnet9", kind, "virbr1");
        Assert.Equal((FindingCode.BridgeStranger, Severity.Critical, "iso", "virbr1 member vnet9"),
            Key(Assert.Single(host.Layer2.Findings)));
        Assert.Equal(PromiseVerdict.Leaking, host.Layer2.Verdicts["iso"]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("tun")]
    public void In_a_NAT_bridge_either_is_a_stranger_and_a_warning(string? kind)
    {
        var host = BridgedHost.WithWebIn("nat").Device("eth9", kind, "virbr0");
        Assert.Equal((FindingCode.BridgeStranger, Severity.Warning, "nat", "virbr0 member eth9"),
            Key(Assert.Single(host.Layer2.Findings)));
        Assert.Equal(PromiseVerdict.Broken, host.Layer2.Verdicts["nat"]);
        Assert.Equal(PromiseVerdict.Isolated, host.Layer2.Verdicts["iso"]);
    }

    [Theory]
    [InlineData("dummy")]
    [InlineData("tun")]
    public void The_dummy_that_libvirt_made_may_stay(string kind) =>
        Assert.Equal(PromiseVerdict.Isolated,
            BridgedHost.WithWebIn().Device("virbr1-nic", kind, "virbr1").Layer2.Verdicts["iso"]);

    [Fact]
    public void A_tap_called_like_the_dummy_that_a_process_holds_may_not()
    {
        var finding = Assert.Single(BridgedHost.WithWebIn().Device("virbr1-nic", "tun", "virbr1", carrier: true).Layer2.Findings);
        Assert.Equal((FindingCode.BridgeStranger, Severity.Critical, "iso", "virbr1 member virbr1-nic"), Key(finding));
    }

    [Theory]
    [InlineData("veth")]
    [InlineData("vxlan")]
    [InlineData("macvtap")]
    [InlineData(null)]
    public void A_device_with_the_name_of_a_guests_tap_that_is_no_tap_is_an_uplink(string? kind)
    {
        var host = BridgedHost.WithWebIn().Device("vnet0", kind, "virbr1", BridgedHost.TapMac(1));
        var finding = Assert.Single(host.Layer2.Findings);
        Assert.Equal((FindingCode.BridgeUplink, Severity.Critical, "iso", "virbr1 member vnet0"), Key(finding));
        Assert.Contains("no tap", finding.Summary, StringComparison.Ordinal);
        Assert.Equal(PromiseVerdict.Leaking, host.Layer2.Verdicts["iso"]);
    }

    [Fact]
    public void A_tap_with_the_name_of_a_guests_tap_and_another_MAC_is_a_stranger()
    {
        var host = BridgedHost.WithWebIn().Tap("vnet0", "virbr1", 9);
        var finding = Assert.Single(host.Layer2.Findings);
        Assert.Equal((FindingCode.BridgeStranger, Severity.Critical, "iso", "virbr1 member vnet0"), Key(finding));
        Assert.Contains("where libvirt gives the tap of 52:54:00:00:00:01 fe:54:00:00:00:01", finding.Summary,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, true, null)]
    [InlineData(false, true, Severity.Critical)]
    [InlineData(false, false, Severity.Warning)]
    public void An_isolated_port_that_the_kernel_does_not_isolate_is_said_and_is_critical_beside_another(
        bool flag, bool another, Severity? severity)
    {
        var host = BridgedHost.WithWebIn("nat").Plug("db", "nat", "vnet1", "2-db", 2).Isolate("vnet0", flag);
        if (another) host.Isolate("vnet1", true);

        Assert.Equal(severity, host.Layer2.Findings.SingleOrDefault()?.Severity);
        Assert.Equal(
            severity switch
            {
                null => PromiseVerdict.Kept,
                Severity.Critical => PromiseVerdict.Leaking,
                _ => PromiseVerdict.Broken,
            },
            host.Layer2.Verdicts["nat"]);
    }

    [Fact]
    public void A_physical_device_called_like_the_dummy_may_not() =>
        Assert.Equal(FindingCode.BridgeUplink, Assert.Single(BridgedHost.WithWebIn()
            .Device("virbr1-nic", null, "virbr1").Layer2.Findings).Code);

    [Fact]
    public void A_guest_plugged_straight_into_an_isolated_bridge_is_a_stranger_and_named()
    {
        var host = BridgedHost.WithWebIn().Nic("spy", "bridge", 2, bridge: "virbr1", tap: "vnet9").Tap("vnet9", "virbr1", 2);
        var finding = Assert.Single(host.Layer2.Findings);
        Assert.Equal((FindingCode.BridgeStranger, Severity.Critical, "iso", "virbr1 member vnet9"), Key(finding));
        Assert.Contains("Guest spy has an <interface type='bridge'> on virbr1 with MAC 52:54:00:00:00:02.", finding.Evidence);
    }

    [Fact]
    public void An_ethernet_NIC_put_into_an_isolated_bridge_is_a_stranger_and_its_guest_named()
    {
        var host = BridgedHost.WithWebIn().Nic("spy", "ethernet", 2, tap: "tap7").Device("tap7", "tun", "virbr1");
        Assert.Contains("tap7 of guest spy", Assert.Single(host.Layer2.Findings).Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void A_port_of_a_bridge_mode_network_that_uses_an_isolated_bridge_is_a_stranger_there()
    {
        var host = BridgedHost.WithWebIn().With(BridgedHost.Network("sneak", ForwardMode.Bridge, "virbr1"))
            .Port("2-spy", "sneak", "spy", 2, PlugKind.Bridge, "virbr1")
                .Nic("spy", "bridge", 2, "sneak", "virbr1", "2-spy", "vnet9")
            .Tap("vnet9", "virbr1", 2);
        Assert.Equal(PortState.Bound, host.Rows.Single(row => row.Guest == "spy").State);
        Assert.Equal((FindingCode.BridgeStranger, Severity.Critical, "iso", "virbr1 member vnet9"),
            Key(Assert.Single(host.Layer2.Findings)));
        Assert.Equal(PromiseVerdict.NoPromise, host.Layer2.Verdicts["sneak"]);
    }

    [Fact]
    public void A_containers_veth_is_its_tap()
    {
        var host = new BridgedHost { Uri = "lxc:///system" }.Plug("web", "iso", "vnet0", BridgedHost.PortOfWeb, 1)
            .Device("vnet0", "veth", "virbr1", BridgedHost.Mac(77));
        Assert.Empty(host.Layer2.Findings);
        Assert.Equal(PromiseVerdict.Isolated, host.Layer2.Verdicts["iso"]);
    }

    [Fact]
    public void A_NIC_of_the_network_may_be_in_its_bridge_though_its_port_is_a_ghost()
    {
        var host = BridgedHost.WithWebIn().WithoutPorts();
        Assert.Empty(host.Layer2.Findings);
        Assert.Equal(PromiseVerdict.Isolated, host.Layer2.Verdicts["iso"]);
    }

    [Fact]
    public void A_tap_moved_out_of_isolation_leaks_both_ends_and_is_reported_once()
    {
        var host = BridgedHost.WithWebIn().Tap("vnet0", "virbr0");
        Assert.Empty(host.Layer2.Findings);
        Assert.Equal(FindingCode.TapMoved, Assert.Single(host.Findings).Code);
        Assert.Equal(PromiseVerdict.Leaking, host.Layer2.Verdicts["iso"]);
        Assert.Equal(PromiseVerdict.Leaking, host.Layer2.Verdicts["nat"]);
    }

    [Fact]
    public void A_tap_moved_from_a_plain_bridge_into_isolation_leaks_it()
    {
        var host = BridgedHost.WithWebIn().Nic("spy", "bridge", 2, bridge: "br0", tap: "vnet9").Tap("vnet9", "virbr1", 2);
        Assert.Empty(host.Layer2.Findings);
        Assert.Equal((FindingCode.TapMoved, Severity.Critical, "iso", "tap vnet9 of spy"), Key(Assert.Single(host.Findings)));
        Assert.Equal(PromiseVerdict.Leaking, host.Layer2.Verdicts["iso"]);
    }

    [Fact]
    public void A_tap_moved_away_from_NAT_breaks_NAT_alone()
    {
        var host = BridgedHost.WithWebIn("nat").Tap("vnet0", "br0");
        Assert.Equal(PromiseVerdict.Broken, host.Layer2.Verdicts["nat"]);
        Assert.Equal(PromiseVerdict.Isolated, host.Layer2.Verdicts["iso"]);
    }

    [Fact]
    public void A_tap_without_a_bridge_breaks_its_network()
    {
        var host = BridgedHost.WithWebIn().Tap("vnet0", null);
        Assert.Equal(PromiseVerdict.Broken, host.Layer2.Verdicts["iso"]);
    }

    [Fact]
    public void An_active_network_without_its_bridge_is_broken()
    {
        var host = new BridgedHost().WithoutDevice("virbr1");
        Assert.Equal((FindingCode.PromiseBroken, Severity.Warning, "iso", "bridge virbr1"),
            Key(Assert.Single(host.Layer2.Findings)));
        Assert.Equal(PromiseVerdict.Broken, host.Layer2.Verdicts["iso"]);
    }

    [Fact]
    public void A_device_that_is_no_bridge_is_not_taken_for_one()
    {
        var host = new BridgedHost().Device("virbr0", "dummy");
        Assert.Contains("is no bridge", Assert.Single(host.Layer2.Findings).Summary, StringComparison.Ordinal);
        Assert.Equal(PromiseVerdict.Broken, host.Layer2.Verdicts["nat"]);
    }

    [Fact]
    public void A_renamed_bridge_leaks_its_taps()
    {
        var host = BridgedHost.WithWebIn().WithoutDevice("virbr1").Device("renamed", "bridge").Tap("vnet0", "renamed");
        Assert.Equal(PromiseVerdict.Leaking, host.Layer2.Verdicts["iso"]);
    }

    [Fact]
    public void An_uplink_with_an_XDP_program_leaks_and_says_so()
    {
        var host = BridgedHost.WithWebIn().Device("eth9", null, "virbr1", program: true);
        Assert.Contains("An XDP program is attached to eth9.", Assert.Single(host.Layer2.Findings).Evidence);
        Assert.Equal(PromiseVerdict.Leaking, host.Layer2.Verdicts["iso"]);
    }

    [Fact]
    public void A_guests_macvtap_on_top_of_an_isolated_bridge_is_a_stranger()
    {
        var host = BridgedHost.WithWebIn().Nic("spy", "direct", 2, device: "virbr1", tap: "macvtap0")
            .Device("macvtap0", "macvtap", peer: "virbr1");
        var finding = Assert.Single(host.Layer2.Findings);
        Assert.Equal((FindingCode.BridgeStranger, Severity.Critical, "iso", "virbr1 member macvtap0"), Key(finding));
        Assert.Contains("guest spy", finding.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_links_nothing_is_said_of_any_bridge()
    {
        var host = BridgedHost.WithWebIn().Device("eth9", null, "virbr1").Unread(RecordFile.Links);
        Assert.Equal(PromiseVerdict.Unread, host.Layer2.Verdicts["iso"]);
        Assert.Equal(PromiseVerdict.Unread, host.Layer2.Verdicts["nat"]);
        Assert.Equal(PromiseVerdict.NoPromise, host.Layer2.Verdicts["lan"]);
        Assert.Empty(host.Layer2.Findings);
    }

    [Theory]
    [InlineData("domains")]
    [InlineData("domains/spy.xml")]
    public void Without_all_domains_a_tap_may_be_a_guests(string source)
    {
        var host = BridgedHost.WithWebIn().Device("vnet9", "tun", "virbr1").Device("veth9", "veth", "virbr1").Unread(source);
        Assert.Empty(host.Layer2.Findings);
        Assert.Equal(PromiseVerdict.Unread, host.Layer2.Verdicts["iso"]);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("vlan", "eth0")]
    [InlineData("vxlan", null)]
    [InlineData("bond", null)]
    [InlineData("veth", "out0")]
    public void What_is_certainly_no_guests_is_an_uplink_even_when_neither_ports_nor_domains_were_read(string? kind, string? peer)
    {
        var host = new BridgedHost().Device("out1", kind, "virbr1", peer: peer).Unread("ports").Unread("domains");
        Assert.Equal(FindingCode.BridgeUplink, Assert.Single(host.Layer2.Findings).Code);
        Assert.Equal(PromiseVerdict.Leaking, host.Layer2.Verdicts["iso"]);
        Assert.Equal(PromiseVerdict.Unread, host.Layer2.Verdicts["nat"]);
    }

    [Theory]
    [InlineData("ports/iso", PromiseVerdict.Unread, PromiseVerdict.Kept)]
    [InlineData("ports/iso/x.xml", PromiseVerdict.Unread, PromiseVerdict.Kept)]
    [InlineData("ports", PromiseVerdict.Unread, PromiseVerdict.Unread)]
    public void Unread_ports_leave_their_network_unread(string source, PromiseVerdict isolated, PromiseVerdict nat)
    {
        var layer2 = BridgedHost.WithWebIn().Unread(source).Layer2;
        Assert.Equal((isolated, nat), (layer2.Verdicts["iso"], layer2.Verdicts["nat"]));
        Assert.Empty(layer2.Findings);
    }

    [Fact]
    public void A_tap_no_live_NIC_holds_is_a_stranger_whatever_ports_there_are()
    {
        var host = BridgedHost.WithWebIn().Device("vnet9", "tun", "virbr1").Unread("ports");
        Assert.Equal(FindingCode.BridgeStranger, Assert.Single(host.Layer2.Findings).Code);
        Assert.Equal(PromiseVerdict.Leaking, host.Layer2.Verdicts["iso"]);
    }

    private static (string, Severity, string?, string) Key(Finding finding) =>
        (finding.Code, finding.Severity, finding.Network, finding.Subject);
}
