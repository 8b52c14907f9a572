using VirtAgent.Core.Analysis.Walks;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Routing;
using VirtAgent.Core.Rulesets;
using VirtAgent.Tests.Support;

namespace VirtAgent.Tests.Core.Analysis.Walks;

/// <summary>The kernel parameters that decide beside rules and routes; measured on Linux 6.18.</summary>
public class PacketWalkSysctlTests
{
    [Fact]
    public void Nothing_is_forwarded_while_forwarding_is_off()
    {
        var host = HostBuilder.WithGuestBridge().Sysctl("net.ipv4.ip_forward", 0);
        var walk = host.Only(SamplePackets.Tcp());

        Assert.Equal(WalkOutcome.NotForwarded, walk.Outcome);
        Assert.Equal(("sysctl", "net.ipv4.ip_forward"), (walk.Last().Table, walk.Last().Chain));
        Assert.Equal(["ToHost"], host.Ends(SamplePackets.Tcp("10.9.0.1")));
        Assert.Equal(["Forwarded eth0"], host.Ends(SamplePackets.Tcp6()));
    }

    [Fact]
    public void In_IPv4_the_parameter_of_the_device_it_comes_in_on_decides()
    {
        HostBuilder Host(string key, int value) => HostBuilder.WithGuestBridge().Sysctl(key, value);

        Assert.Equal(["NotForwarded"], Host("net.ipv4.conf.virbr1.forwarding", 0).Ends(SamplePackets.Tcp()));
        Assert.Equal(["Forwarded eth0"], Host("net.ipv4.conf.eth0.forwarding", 0).Ends(SamplePackets.Tcp()));
        Assert.Equal(["Forwarded eth0"],
            Host("net.ipv4.conf.virbr1.forwarding", 1).Sysctl("net.ipv4.ip_forward", 0).Ends(SamplePackets.Tcp()));
    }

    [Fact]
    public void In_IPv6_all_decides_and_only_force_forwarding_overrules_it()
    {
        HostBuilder Off() => HostBuilder.WithGuestBridge().Sysctl("net.ipv6.conf.all.forwarding", 0);

        Assert.Equal(["NotForwarded"], Off().Ends(SamplePackets.Tcp6()));
        Assert.Equal(["NotForwarded"], Off().Sysctl("net.ipv6.conf.virbr1.forwarding", 1).Ends(SamplePackets.Tcp6()));
        Assert.Equal(["Forwarded eth0"], Off().Sysctl("net.ipv6.conf.virbr1.force_forwarding", 1).Ends(SamplePackets.Tcp6()));
        Assert.Equal(["Forwarded eth0"],
            HostBuilder.WithGuestBridge().Sysctl("net.ipv6.conf.virbr1.forwarding", 0).Ends(SamplePackets.Tcp6()));
    }

    [Theory]
    [InlineData("virbr1")]
    [InlineData("eth0")]
    public void A_device_without_IPv6_neither_takes_nor_sends_it(string device)
    {
        var host = HostBuilder.WithGuestBridge().Sysctl($"net.ipv6.conf.{device}.disable_ipv6", 1);

        Assert.Equal(["NotForwarded"], host.Ends(SamplePackets.Tcp6()));
        Assert.Equal(["Forwarded eth0"], host.Ends(SamplePackets.Tcp()));
    }

    [Fact]
    public void A_device_without_IPv6_does_not_even_show_the_packet_to_the_rules()
    {
        var walk = HostBuilder.WithGuestBridge().Sysctl("net.ipv6.conf.virbr1.disable_ipv6", 1)
            .Chain(Family.IPv6, Backend.Nft, "raw", "PREROUTING", ChainPolicy.Drop).Only(SamplePackets.Tcp6());

        Assert.Equal(WalkOutcome.NotForwarded, walk.Outcome);
        Assert.Equal("net.ipv6.conf.virbr1.disable_ipv6 = 1", Assert.Single(walk.Steps).Text);
    }

    [Fact]
    public void Whether_a_device_without_addresses_has_IPv6_is_open_until_its_parameter_is_read()
    {
        var host = HostBuilder.WithGuestBridge().Device("virbr9");
        var packet = SamplePackets.Tcp6() with { In = "virbr9" };

        Assert.Equal(["Forwarded eth0", "NotForwarded"], host.Ends(packet));
        Assert.Equal("net.ipv6.conf.virbr9.disable_ipv6 was not observed: taken to let the packet on",
            Assert.Single(host.All(packet)[0].Assumptions));
        Assert.Equal(["Forwarded eth0"], host.Sysctl("net.ipv6.conf.virbr9.disable_ipv6", 0).Ends(packet));
    }

    [Theory]
    [InlineData("net.ipv4.ip_forward", false)]
    [InlineData("net.ipv6.conf.all.forwarding", true)]
    public void Forwarding_that_was_not_observed_may_be_on_or_off(string key, bool ipv6)
    {
        var host = HostBuilder.WithGuestBridge().NoSysctl(key);

        Assert.Equal(["Forwarded eth0", "NotForwarded"], host.Ends(ipv6 ? SamplePackets.Tcp6() : SamplePackets.Tcp()));
    }

    [Fact]
    public void The_asker_may_take_forwarding_and_IPv6_as_on()
    {
        var host = HostBuilder.WithGuestBridge().Sysctl("net.ipv4.ip_forward", 0)
            .NoSysctl("net.ipv6.conf.all.forwarding").Sysctl("net.ipv6.conf.eth0.disable_ipv6", 1);
        var on = new WalkAssumptions(ForwardingOn: true);

        Assert.Equal(WalkOutcome.Forwarded, host.Only(SamplePackets.Tcp(), on).Outcome);
        Assert.Equal(WalkOutcome.Forwarded, host.Only(SamplePackets.Tcp6(), on).Outcome);
        var texts = host.Only(SamplePackets.Tcp(), on).Steps.Select(step => step.Text);
        Assert.Contains("net.ipv4.ip_forward = 0; taken as on, as asked", texts);
    }

    [Theory]
    [InlineData(1, "10.9.0.50", "Forwarded eth0")]
    [InlineData(1, "8.8.8.8", "NotForwarded")]
    [InlineData(2, "8.8.8.8", "Forwarded eth0")]
    [InlineData(0, "8.8.8.8", "Forwarded eth0")]
    public void A_strict_filter_wants_the_way_back_out_of_the_device_it_came_in_on(int filter, string from, string end)
    {
        string[] Ends(string key) => HostBuilder.WithGuestBridge().Sysctl(key, filter).Ends(SamplePackets.Tcp(from: from));

        Assert.Equal([end], Ends("net.ipv4.conf.virbr1.rp_filter"));
        Assert.Equal([end], Ends("net.ipv4.conf.all.rp_filter"));
    }

    [Fact]
    public void The_higher_of_the_two_filter_settings_counts_and_a_loose_one_wants_any_way_back()
    {
        HostBuilder Host() => HostBuilder.WithGuestBridge().WithoutRoutes()
            .Route("10.9.0.0/24", "virbr1").Route("198.51.100.0/24", "eth0").Route("203.0.113.0/24", "eth0");

        Assert.Equal(["NotForwarded"], Host().Sysctl("net.ipv4.conf.all.rp_filter", 2).Ends(SamplePackets.Tcp(from: "8.8.8.8")));
        Assert.Equal(["Forwarded eth0"], Host().Sysctl("net.ipv4.conf.all.rp_filter", 2)
            .Sysctl("net.ipv4.conf.virbr1.rp_filter", 1).Ends(SamplePackets.Tcp(from: "203.0.113.5")));
        var strict = Host().Sysctl("net.ipv4.conf.all.rp_filter", 1);
        Assert.Equal("rp_filter", strict.Only(SamplePackets.Tcp(from: "8.8.8.8")).Last().Chain);
    }

    [Fact]
    public void One_of_several_next_hops_is_way_back_enough()
    {
        var host = HostBuilder.WithGuestBridge().Route("203.0.113.0/24", "eth0", "virbr1")
            .Sysctl("net.ipv4.conf.all.rp_filter", 1);

        Assert.Equal(["Forwarded eth0"], host.Ends(SamplePackets.Tcp(from: "203.0.113.5")));
    }

    [Fact]
    public void A_way_back_that_is_not_known_leaves_the_filter_open()
    {
        var host = HostBuilder.WithGuestBridge().DefaultPolicy().Policy(9, "42", unmodelled: "dport 40000")
            .Route(RouteType.Unicast, "8.8.8.0/24", "42", devices: "virbr1").Sysctl("net.ipv4.conf.all.rp_filter", 1);

        Assert.Equal(["Forwarded eth0", "NotForwarded"], host.Ends(SamplePackets.Tcp(from: "8.8.8.8")));
    }
}
