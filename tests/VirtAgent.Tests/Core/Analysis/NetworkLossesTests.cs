using VirtAgent.Core.Analysis;
using VirtAgent.Core.Findings;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Readers.Records;

namespace VirtAgent.Tests.Core.Analysis;

public class NetworkLossesTests
{
    private const string Isolated =
        "<network><name>lab</name><bridge name='virbr7'/><ip address='10.7.0.1' netmask='255.255.255.0'/></network>";

    private const string Guest = """
        <domain id='1'><name>web</name><devices><interface type='network'><mac address='52:54:00:00:00:01'/>
        <source network='lab' portid='11111111-0000-4000-8000-000000000001' bridge='virbr7'/><target dev='vnet0'/></interface>
        </devices></domain>
        """;

    private const string Bridge = """
        {"ifindex":7,"ifname":"virbr7","flags":["UP"],"linkinfo":{"info_kind":"bridge"}}
        """;

    private const string Address = """
        [{"ifindex":7,"ifname":"virbr7","addr_info":[{"family":"inet","local":"10.7.0.1","prefixlen":24},
        {"family":"inet6","local":"fe80::1","prefixlen":64}]}]
        """;

    [Fact]
    public void A_network_that_is_off_and_that_nothing_holds_is_not_judged() =>
        Assert.Empty(Read(("networks/lab.inactive.xml", Isolated)).Networks);

    [Fact]
    public void An_active_network_is_not_lost_whatever_its_definition_says()
    {
        var host = Read(("networks/lab.xml", Isolated), ("networks/lab.inactive.xml", Isolated), ("domains/web.xml", Guest));
        Assert.False(Assert.Single(host.Networks).IsLost);
    }

    [Fact]
    public void A_lost_network_is_judged_by_its_definition()
    {
        var nat = Isolated.Replace("<bridge", "<forward mode='nat'/><bridge", StringComparison.Ordinal);
        var network = Assert.Single(Read(("networks/lab.inactive.xml", nat), ("domains/web.xml", Guest)).Networks);
        Assert.Equal((true, false, ForwardMode.Nat), (network.IsLost, network.IsUndefined, network.Mode));
    }

    [Fact]
    public void A_bridge_that_outlives_its_network_is_enough()
    {
        var host = Read(("networks/lab.inactive.xml", Isolated), ("links.json", $"[{Bridge}]"));
        Assert.True(Assert.Single(host.Networks).IsLost);
    }

    [Fact]
    public void Without_a_definition_it_is_held_to_isolation_with_the_addresses_of_its_bridge()
    {
        var host = Read(("networks/", ""), ("domains/web.xml", Guest), ("addresses.json", Address));
        var network = Assert.Single(host.Networks);
        Assert.Equal((true, ForwardMode.None, "virbr7"), (network.IsUndefined, network.Mode, network.Bridge));
        Assert.Equal("10.7.0.1", Assert.Single(network.Addresses).Host.ToString());
    }

    [Fact]
    public void Nothing_is_lost_where_the_networks_were_not_read() => Assert.Empty(Read(("domains/web.xml", Guest)).Networks);

    [Theory]
    [InlineData(true, "ip link delete dev virbr7")]
    [InlineData(false, "Start the network")]
    public void The_remedy_deletes_the_old_bridge_only_where_it_is_there(bool bridge, string words)
    {
        var host = Read(("networks/lab.inactive.xml", Isolated), ("domains/web.xml", Guest),
            ("links.json", bridge ? $"[{Bridge}]" : "[]"));
        var finding = Assert.Single(Judge.Audit(host).Findings, finding => finding.Code == FindingCode.NetworkLost);
        Assert.Equal(("lab", "network lab"), (finding.Network, finding.Subject));
        Assert.Contains(words, finding.Remedy, StringComparison.Ordinal);
        Assert.Contains("virsh net-start lab", finding.Remedy, StringComparison.Ordinal);
    }

    private static Host Read(params (string Path, string Text)[] files) => HostReader.Read(new HostRecord(
        new HostHeader("test", "2026-11-22T06:30:00Z", "qemu:///system", "9.0.0", "6.18", []),
        files.ToDictionary(file => file.Path, file => file.Text)));
}
