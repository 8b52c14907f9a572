using System.Globalization;
using VirtAgent.Core.Findings;
using VirtAgent.SystemTests.Kernel;
using VirtAgent.SystemTests.Leaks;
using VirtAgent.SystemTests.Support;

namespace VirtAgent.SystemTests;

/// <summary>
/// What carries packets past every rule: real packets cross by it, and <c>check</c> calls nothing isolated that it can reach.
/// </summary>
[Collection(OneLeakHost.Name)]
public sealed class BypassTests(LeakHost host)
{
    private Lab Lab => host.Lab;

    public static TheoryData<string> Known => [.. Bypass.All.Keys];

    [Theory]
    [MemberData(nameof(Known))]
    public void A_way_past_the_rules_is_undecided_while_it_is_open_and_packets_take_it(string name)
    {
        var bypass = Bypass.All[name];
        Tight();
        using (Attached(bypass))
        {
            try
            {
                Lab.Shell(bypass.Open);
                AssertUndecided(Agent.Check(Lab), bypass.Assumption, bypass.Networks);
                Assert.True(Crosses(bypass), "The packet did not cross.");
            }
            finally
            {
                Lab.Shell(bypass.Close);
            }
        }

        Tight();
        if (bypass.SentBy is null) Assert.False(Crosses(bypass), "The packet crosses all the same.");
    }

    [Fact]
    public void A_tunnel_takes_packets_out_of_what_an_isolated_guest_sends()
    {
        const string Own = "sysctl -qw net.ipv4.conf.vx0.rp_filter=0; ip link set vx0 up";
        var crossing = new Witness(Bypass.Udp("vx0", "10.9.0.7", "203.0.113.9"), KvmHost.Uplink);
        try
        {
            Lab.Shell($"ip link add vx0 type vxlan id 7 dstport 4789; {Own}");
            AssertUndecided(Agent.Check(Lab), "no-tunnel-for-guests", ["default", "isolated46", "network1"]);
            using var guest = StandIn.Attach(Lab, "virbr1");
            Lab.Shell("""
                ip -n "$1" address add 10.1.0.7/24 dev eth0
                ip -n "$1" link add vx1 type vxlan id 7 remote 10.1.0.1 dstport 4789 dev eth0
                ip -n "$1" link set vx1 up
                """, guest.NetworkNamespace);
            Assert.True(WitnessProbe.Crosses(Lab, crossing, guest.NetworkNamespace, "vx1"));
            Lab.Must("ip", "link", "set", "dev", "vx0", "down");
            Assert.False(WitnessProbe.Crosses(Lab, crossing, guest.NetworkNamespace, "vx1"));
        }
        finally
        {
            Lab.Shell("ip link delete vx0");
        }

        Tight();
    }

    private bool Crosses(Bypass bypass) => bypass.SentBy is { } sender
        ? WitnessProbe.Crosses(Lab, bypass.Crosses, KvmHost.Outside, sender)
        : WitnessProbe.Confirm(Lab, bypass.Crosses);

    private BpfProgram? Attached(Bypass bypass)
    {
        if (bypass.Program is not { } program) return null;
        BpfProgram? attached = null;
        var (index, target) = (Index(program.Device), Index(program.Target));
        NamespaceThread.Run(
            Lab.NetworkNamespace(), () => attached = BpfProgram.Redirecting(index, program.Hook, target));
        return attached;
    }

    private int Index(string device) =>
        int.Parse(Lab.Must("cat", $"/sys/class/net/{device}/ifindex"), CultureInfo.InvariantCulture);

    private void Tight()
    {
        var answer = Agent.Check(Lab);
        Assert.True(answer.Exit == 0, answer.ToString());
    }

    private static void AssertUndecided(CheckAnswer answer, string assumption, string[] networks)
    {
        Assert.True(answer.Exit == 3, answer.ToString());
        var found = answer.Findings!.Where(finding => finding.Code == FindingCode.BypassPath).ToList();
        Assert.All(found, finding => Assert.StartsWith($"{assumption}: ", finding.Subject, StringComparison.Ordinal));
        Assert.Equal(networks, found.Select(finding => finding.Network!).Distinct().Order(StringComparer.Ordinal));
        Assert.All(answer.Networks!, network => Assert.True(
            network.Ipv4 == "undecided" == networks.Contains(network.Name), answer.ToString()));
    }
}
