using VirtAgent.Core.Findings;
using VirtAgent.SystemTests.Leaks;
using VirtAgent.SystemTests.Support;

namespace VirtAgent.SystemTests;

/// <summary>
/// The leak that libvirt's own rules have: LIBVIRT_FWI takes packets for a routed network from anywhere, before LIBVIRT_FWO
/// rejects what an isolated network sends.
/// </summary>
[Collection(OneLeakHost.Name)]
public sealed class StockLeakTests(LeakHost host)
{
    [Theory]
    [InlineData("network1", "ipv4", "out IPv4: -A LIBVIRT_FWI -d 10.3.0.0/24 -o virbr3 -j ACCEPT")]
    [InlineData("isolated46", "ipv6", "out IPv6: -A LIBVIRT_FWI -d fd00:3::/64 -o virbr3 -j ACCEPT")]
    public void A_routed_network_can_be_reached_from_an_isolated_one(string network, string family, string subject)
    {
        With("routed", answer =>
        {
            Assert.True(answer.Exit == 2, answer.ToString());
            var leak = Assert.Single(answer.Findings!, finding => finding.Network == network && finding.Subject == subject);
            Assert.Equal(FindingCode.ForwardLeak, leak.Code);
            Assert.Equal((family, "virbr3"), (leak.Witness!.Family, leak.Witness.Out));
            Assert.True(WitnessProbe.Confirm(host.Lab, leak.Witness.Read()), leak.ToString());
        });
    }

    [Fact]
    public void A_routed_network_that_names_its_device_cannot() =>
        With("routed-dev", answer =>
        {
            Assert.True(answer.Exit == 0, answer.ToString());
            Assert.Equal(("kept", "kept"), (answer.Network("routed-dev").Ipv4, answer.Network("routed-dev").Ipv6));
            Assert.Equal("isolated", answer.Network("network1").Ipv4);
            Assert.Equal("isolated", answer.Network("isolated46").Ipv6);
        });

    private void With(string network, Action<CheckAnswer> judge)
    {
        host.Lab.StartNetwork(Lab.Xml(network));
        try
        {
            judge(Agent.Check(host.Lab));
        }
        finally
        {
            host.Lab.Must("virsh", "net-destroy", network);
            host.Lab.Must("virsh", "net-undefine", network);
        }
    }
}
