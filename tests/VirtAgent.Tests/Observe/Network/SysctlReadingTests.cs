using VirtAgent.Core.Hosts;
using VirtAgent.Observe.Network;
using VirtAgent.Observe.Snapshots;
using VirtAgent.Tests.Support;

namespace VirtAgent.Tests.Observe.Network;

public class SysctlReadingTests
{
    private static HostRecord Read(string root)
    {
        var observation = new HostRecordBuilder();
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
            Read(folder.Path).Files[RecordFile.Sysctls]);
    }

    [Fact]
    public void What_lets_packets_past_the_usual_checks_is_read_for_all_for_new_devices_and_for_each()
    {
        var names = new[] { "accept_local", "accept_source_route", "bc_forwarding", "mc_forwarding", "route_localnet",
            "src_valid_mark" };
        var names6 = new[] { "accept_source_route", "mc_forwarding", "rpl_seg_enabled", "seg6_enabled" };
        var text = Read("/proc/sys").Files[RecordFile.Sysctls];
        foreach (var device in new[] { "all", "default", "lo" })
        {
            Assert.All(names, name => Assert.Contains($"net.ipv4.conf.{device}.{name} = ", text));
            Assert.All(names6, name => Assert.Contains($"net.ipv6.conf.{device}.{name} = ", text));
        }
    }

    [Fact]
    public void What_conntrack_takes_for_a_reply_and_what_of_mpls_is_let_in_is_read()
    {
        using var folder = new TemporaryFolder();
        folder.Write("net/netfilter/nf_conntrack_tcp_loose", "1\n");
        folder.Write("net/netfilter/nf_conntrack_helper", "0\n");
        folder.Write("net/mpls/platform_labels", "100\n");
        folder.Write("net/mpls/conf/virbr1/input", "1\n");
        Assert.Equal(
            """
            net.netfilter.nf_conntrack_helper = 0
            net.netfilter.nf_conntrack_tcp_loose = 1
            net.mpls.platform_labels = 100
            net.mpls.conf.virbr1.input = 1

            """,
            Read(folder.Path).Files[RecordFile.Sysctls]);
    }

    [Fact]
    public void This_host_has_a_loopback_device() =>
        Assert.Contains("net.ipv4.conf.lo.forwarding = ", Read("/proc/sys").Files[RecordFile.Sysctls]);
}
