using VirtAgent.Core.Hosts;
using VirtAgent.Observe.Network;
using VirtAgent.Observe.Snapshots;
using VirtAgent.Tests.Support;

namespace VirtAgent.Tests.Observe.Network;

public class SysctlReadingTests
{
    private static HostRecord Read(string root)
    {
        var observation = new Observation();
        SysctlReading.Run(observation, root);
        return observation.Close(new HostHeader("", "", "", "", "", []));
    }

    [Fact]
    public void Keys_are_spelled_as_sysctl_prints_them()
    {
        using var folder = new TemporaryFolder();
        folder.Write("net/ipv4/ip_forward", "1\n");
        folder.Write("net/ipv4/conf/all/forwarding", "1\n");
        folder.Write("net/ipv4/conf/eth0.100/forwarding", "0\n");
        folder.Write("net/ipv6/conf/virbr1/disable_ipv6", "1\n");
        folder.Write("net/ipv6/conf/virbr1/mtu", "1500\n");
        Assert.Equal(
            """
            net.ipv4.ip_forward = 1
            net.ipv4.conf.all.forwarding = 1
            net.ipv4.conf.eth0/100.forwarding = 0
            net.ipv6.conf.virbr1.disable_ipv6 = 1

            """,
            Read(folder.Path).Files[Source.Sysctls]);
    }

    [Fact]
    public void This_host_has_a_loopback_device() =>
        Assert.Contains("net.ipv4.conf.lo.forwarding = ", Read("/proc/sys").Files[Source.Sysctls]);
}
