using VirtAgent.Core.Findings;
using VirtAgent.Core.Hosts;

namespace VirtAgent.Tests.Core.Analysis.Bridges;

public class PortFindingsTests
{
    private const string Uuid = BridgedHost.PortOfWeb;

    [Fact]
    public void A_host_where_all_agrees_has_no_findings() =>
        Assert.Empty(BridgedHost.WithWebIn().Plug("db", "nat", "vnet1", "2-db", 2).Findings);

    [Fact]
    public void A_ghost_of_an_active_network_is_cured_by_a_daemon_restart()
    {
        var finding = Assert.Single(BridgedHost.WithWebIn().WithoutPorts().Findings);
        Assert.Equal((FindingCode.PortGhost, Severity.Warning, "iso", $"port {Uuid}"), Key(finding));
        Assert.Contains("systemctl restart libvirtd", finding.Remedy, StringComparison.Ordinal);
        Assert.Contains(finding.Evidence, text => text.Contains("active but lists no port", StringComparison.Ordinal));
    }

    [Fact]
    public void A_ghost_of_an_inactive_network_needs_the_network_first()
    {
        var finding = Assert.Single(BridgedHost.WithWebIn().WithoutPorts().WithoutNetwork("iso").Findings);
        Assert.Equal(FindingCode.PortGhost, finding.Code);
        Assert.Contains("`virsh net-start iso`", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_restarted_under_a_guest_leaves_a_ghost_and_an_unbridged_tap()
    {
        var host = BridgedHost.WithWebIn().WithoutPorts().Tap("vnet0", null);
        Assert.Equal([FindingCode.PortGhost, FindingCode.TapUnbridged], host.Findings.Select(finding => finding.Code));
    }

    [Fact]
    public void An_orphan_is_deleted_by_its_network_and_UUID()
    {
        var finding = Assert.Single(new BridgedHost().Port(Uuid, "iso", "web", 1, bridge: "virbr1").Findings);
        Assert.Equal((FindingCode.PortOrphan, Severity.Warning, "iso", $"port {Uuid}"), Key(finding));
        Assert.Contains($"`virsh net-port-delete iso {Uuid}`", finding.Remedy, StringComparison.Ordinal);
        Assert.Contains("Guest web is not running.", finding.Evidence);
    }

    [Fact]
    public void A_name_in_a_remedy_cannot_become_a_second_command()
    {
        var host = new BridgedHost().Port(Uuid, "a;reboot '", "web", 1, bridge: "virbr1");
        Assert.Contains($"net-port-delete 'a;reboot '\\''' {Uuid}", Assert.Single(host.Findings).Remedy,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_mismatch_says_what_differs_and_that_the_guest_changed_its_MAC()
    {
        var host = new BridgedHost().Port(Uuid, "iso", "web", 2, bridge: "virbr1")
            .Nic("web", "network", 1, "iso", "virbr1", Uuid, "vnet0", currentMac: 9).Tap("vnet0", "virbr1");
        var finding = Assert.Single(host.Findings);
        Assert.Equal((FindingCode.PortMismatch, Severity.Warning, "iso", $"port {Uuid}"), Key(finding));
        Assert.Contains("The port's MAC is 52:54:00:00:00:02, the live XML of web says 52:54:00:00:00:01.", finding.Evidence);
        Assert.Contains(finding.Evidence, text => text.Contains("the guest changed to 52:54:00:00:00:09",
            StringComparison.Ordinal));
    }

    [Fact]
    public void A_port_held_by_another_guest_than_its_owner_is_a_mismatch_by_name_and_UUID()
    {
        var host = new BridgedHost().Port(Uuid, "iso", "db", 1, bridge: "virbr1")
            .Nic("web", "network", 1, "iso", "virbr1", Uuid, "vnet0").Tap("vnet0", "virbr1");
        var finding = Assert.Single(host.Findings);
        Assert.Contains("The port's owner is db, the live XML of web says web.", finding.Evidence);
        Assert.Contains(finding.Evidence, text => text.StartsWith("The port's owner's UUID is ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_mismatch_is_reported_beside_a_moved_tap()
    {
        var host = new BridgedHost().Port(Uuid, "nat", "web", 2, bridge: "virbr0")
            .Nic("web", "network", 1, "nat", "virbr0", Uuid, "vnet0")
            .Tap("vnet0", "br0");
        Assert.Equal([FindingCode.PortMismatch, FindingCode.TapMoved], host.Findings.Select(finding => finding.Code));
    }

    [Theory]
    [InlineData("iso", "virbr0", Severity.Critical)]
    [InlineData("iso", "br0", Severity.Critical)]
    [InlineData("nat", "virbr1", Severity.Critical)]
    [InlineData("hostbr", "virbr1", Severity.Critical)]
    [InlineData("nat", "br0", Severity.Warning)]
    public void A_moved_tap_is_critical_when_it_leaves_or_enters_isolation(string network, string bridge, Severity severity)
    {
        var finding = Assert.Single(BridgedHost.WithWebIn(network).Tap("vnet0", bridge).Findings);
        Assert.Equal((FindingCode.TapMoved, severity, network, "tap vnet0 of web"), Key(finding));
        Assert.Contains("`ip link set dev vnet0 master ", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_moved_tap_of_an_isolated_network_is_critical_whatever_bridges_are_involved()
    {
        var host = new BridgedHost().Port(Uuid, "iso", "web", 1, bridge: "br0")
            .Nic("web", "network", 1, "iso", "br0", Uuid, "vnet0").Tap("vnet0", "virbr0");
        Assert.Equal(Severity.Critical, host.Findings.Single(finding => finding.Code == FindingCode.TapMoved).Severity);
    }

    [Fact]
    public void A_tap_of_a_guest_on_a_plain_bridge_that_lost_it_is_unbridged_too()
    {
        var host = new BridgedHost().Nic("web", "bridge", 1, bridge: "br0", tap: "vnet0").Device("vnet0", "tun");
        var finding = Assert.Single(host.Findings);
        Assert.Equal((FindingCode.TapUnbridged, Severity.Warning, null, "tap vnet0 of web"), Key(finding));
        Assert.Contains("`ip link set dev vnet0 master br0`", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_tap_cannot_be_put_back_by_hand()
    {
        var finding = Assert.Single(BridgedHost.WithWebIn().WithoutDevice("vnet0").Findings);
        Assert.Equal(FindingCode.TapUnbridged, finding.Code);
        Assert.Contains("The kernel has no device vnet0.", finding.Evidence);
        Assert.DoesNotContain("ip link set", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Ethernet_and_user_mode_NICs_need_no_bridge() =>
        Assert.Empty(new BridgedHost().Nic("web", "ethernet", 1, tap: "l-eth0").Device("l-eth0", "tun")
            .Nic("web", "user", 2).Findings);

    [Fact]
    public void Two_NICs_with_one_MAC_on_one_bridge_are_named()
    {
        var finding = Assert.Single(BridgedHost.WithWebIn().Plug("db", "iso", "vnet1", "2-db", 1).Findings);
        Assert.Equal((FindingCode.MacDuplicate, Severity.Warning, "iso", "virbr1 52:54:00:00:00:01"), Key(finding));
        Assert.Contains("tap vnet0 of web, tap vnet1 of db", finding.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void One_MAC_on_two_bridges_is_no_duplicate() =>
        Assert.Empty(BridgedHost.WithWebIn().Plug("db", "nat", "vnet1", "2-db", 1).Findings);

    [Fact]
    public void A_guest_that_changed_its_MAC_to_anothers_is_a_duplicate()
    {
        var host = BridgedHost.WithWebIn().Port("2-db", "iso", "db", 2, bridge: "virbr1")
            .Nic("db", "network", 2, "iso", "virbr1", "2-db", "vnet1", currentMac: 1).Tap("vnet1", "virbr1", 2);
        Assert.Equal(FindingCode.MacDuplicate, Assert.Single(host.Findings).Code);
    }

    [Fact]
    public void An_orphan_with_the_MAC_of_a_live_port_is_no_duplicate() =>
        Assert.Equal(FindingCode.PortOrphan, Assert.Single(BridgedHost.WithWebIn()
            .Port("2-web", "iso", "web", 1, bridge: "virbr1").Findings).Code);

    [Fact]
    public void A_guest_in_an_isolated_and_a_NAT_network_is_dual_homed()
    {
        var finding = Assert.Single(BridgedHost.WithWebIn().Plug("web", "nat", "vnet1", "2-web", 2).Findings);
        Assert.Equal((FindingCode.GuestDualHomed, Severity.Info, "iso", "web"), Key(finding));
        Assert.Contains("network nat", finding.Summary, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bridge", "br0", null, "network hostbr")]
    [InlineData("bridge", "br7", null, "bridge br7")]
    [InlineData("direct", null, "eth0", "host device eth0")]
    [InlineData("user", null, null, "<interface type='user'>")]
    public void A_second_NIC_outside_every_network_makes_a_guest_dual_homed_too(
        string type, string? bridge, string? device, string place)
    {
        var finding = Assert.Single(BridgedHost.WithWebIn().Nic("web", type, 2, bridge: bridge, device: device).Findings);
        Assert.Equal(FindingCode.GuestDualHomed, finding.Code);
        Assert.Contains(place, finding.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bridge_is_its_makers_though_another_network_uses_it()
    {
        var host = new BridgedHost().WithoutNetwork("iso").With(BridgedHost.Network("sneak", ForwardMode.Bridge, "virbr1"))
            .With(BridgedHost.Network("iso", ForwardMode.None, "virbr1"))
            .Nic("web", "bridge", 1, bridge: "virbr1", tap: "vnet0").Tap("vnet0", "virbr1").Nic("web", "user", 2);
        Assert.Equal((FindingCode.GuestDualHomed, Severity.Info, "iso", "web"), Key(Assert.Single(host.Findings)));
    }

    [Fact]
    public void A_guest_between_two_isolated_networks_is_dual_homed()
    {
        var host = BridgedHost.WithWebIn().With(BridgedHost.Network("iso2", ForwardMode.None, "virbr2"))
            .Device("virbr2", "bridge")
            .Nic("web", "network", 2, "iso2", "virbr2", null, "vnet1").Tap("vnet1", "virbr2", 2);
        Assert.Equal((FindingCode.GuestDualHomed, Severity.Info, "iso", "web"), Key(Assert.Single(host.Findings)));
    }

    [Fact]
    public void Two_NICs_in_one_isolated_network_or_none_isolated_are_not_dual_homed()
    {
        Assert.Empty(BridgedHost.WithWebIn().Plug("web", "iso", "vnet1", "2-web", 2).Findings);
        Assert.Empty(BridgedHost.WithWebIn("nat").Plug("web", "hostbr", "vnet1", "2-web", 2).Findings);
    }

    private static (string, Severity, string?, string) Key(Finding finding) =>
        (finding.Code, finding.Severity, finding.Network, finding.Subject);
}
