using VirtAgent.Core.Analysis.Bridges;
using VirtAgent.Core.Findings;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Readers.Records;
using VirtAgent.Tests.Support;

namespace VirtAgent.Tests.Core.Analysis.Bridges;

public class RecordedLayer2Tests
{
    [Theory]
    [InlineData("libvirt-9.0.0-iptables")]
    [InlineData("libvirt-12.8.0-iptables")]
    [InlineData("libvirt-12.8.0-nftables")]
    public void On_a_healthy_host_every_port_is_bound_and_every_bridge_as_promised(string name)
    {
        var host = HostReader.Read(RecordedHosts.Read(name));
        var rows = PortJoin.Rows(host);
        Assert.Equal(host.Ports.Count, rows.Count);
        Assert.NotEmpty(rows);
        Assert.All(rows, row => Assert.Equal(PortState.Bound, row.State));

        var layer2 = BridgeMembers.Judge(host, rows);
        Assert.Empty(layer2.Findings);
        Assert.All(host.Networks, network => Assert.Equal(
            network.Mode switch
            {
                ForwardMode.None => PromiseVerdict.Isolated,
                ForwardMode.Nat or ForwardMode.Route => PromiseVerdict.Kept,
                _ => PromiseVerdict.NoPromise,
            },
            layer2.Verdicts[network.Name]));
    }

    [Fact]
    public void The_recorded_guests_between_isolated_and_other_networks_are_the_only_findings()
    {
        var host = HostReader.Read(RecordedHosts.Read("libvirt-9.0.0-iptables"));
        var findings = PortFindings.Of(host, PortJoin.Rows(host));
        Assert.All(findings, finding => Assert.Equal(FindingCode.GuestDualHomed, finding.Code));
        Assert.Equal(["l-gmulti", "l-groute"], findings.Select(finding => finding.Subject));
    }

    [Fact]
    public void A_record_without_ports_and_domains_leaves_its_bridges_unread()
    {
        var host = HostReader.Read(RecordedHosts.Read("truth-9.0.0-iptables/22-uplink-enslaved-l2"));
        var layer2 = BridgeMembers.Judge(host, PortJoin.Rows(host));
        Assert.Equal(PromiseVerdict.Unread, layer2.Verdicts["l-iso46"]);
        Assert.Empty(layer2.Findings);
    }
}
