using VirtAgent.Core.Analysis.Walks;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Routing;
using VirtAgent.Core.Rulesets;
using VirtAgent.Tests.Support;
using static VirtAgent.Tests.Support.RuleLine;

namespace VirtAgent.Tests.Core.Analysis.Walks;

/// <summary>Where routing sends a packet: facts, netfilter 2.1.</summary>
public class PacketWalkRoutingTests
{
    [Theory]
    [InlineData("10.9.0.50", "0.0.0.0")]
    [InlineData("10.9.0.50", "127.0.0.5")]
    [InlineData("10.9.0.50", "255.255.255.255")]
    [InlineData("10.9.0.50", "224.0.0.1")]
    [InlineData("0.0.0.0", "198.51.100.9")]
    [InlineData("127.0.0.1", "198.51.100.9")]
    [InlineData("224.0.0.1", "198.51.100.9")]
    [InlineData("255.255.255.255", "198.51.100.9")]
    [InlineData("fd09::50", "::1")]
    [InlineData("fd09::50", "fe80::1")]
    [InlineData("fd09::50", "ff02::1")]
    [InlineData("::", "2001:db8:1::9")]
    [InlineData("::1", "2001:db8:1::9")]
    [InlineData("fe80::50", "2001:db8:1::9")]
    [InlineData("ff02::1", "2001:db8:1::9")]
    public void Some_addresses_are_never_forwarded_whatever_the_rules(string from, string to)
    {
        var walk = HostBuilder.WithGuestBridge()
            .Chain("mangle", "PREROUTING", ChainPolicy.Accept, Accept)
            .Only(SamplePackets.Tcp(to, from: from), new WalkAssumptions(Out: "eth0"));

        Assert.Equal(WalkOutcome.NotForwarded, walk.Outcome);
        Assert.Equal(("kernel", "not forwarded"), (walk.Last().Backend, walk.Last().Outcome));
    }

    [Theory]
    [InlineData("240.0.0.1", "198.51.100.9")]
    [InlineData("10.9.0.50", "240.0.0.1")]
    [InlineData("0.1.2.3", "198.51.100.9")]
    [InlineData("10.9.0.50", "0.1.2.3")]
    [InlineData("8.8.8.8", "198.51.100.9")]
    [InlineData("fd09::50", "::ffff:1.2.3.4")]
    [InlineData("2001:db8:77::1", "2001:db8:1::9")]
    public void Strange_and_forged_addresses_are_forwarded_all_the_same(string from, string to) =>
        Assert.Equal(["Forwarded eth0"], HostBuilder.WithGuestBridge().Ends(SamplePackets.Tcp(to, from: from)));

    [Fact]
    public void A_martian_has_met_the_rules_before_routing()
    {
        var walk = HostBuilder.WithGuestBridge()
            .Chain("mangle", "PREROUTING", ChainPolicy.Accept, Drop).Only(SamplePackets.Tcp("127.0.0.1"));

        Assert.Equal(WalkOutcome.Dropped, walk.Outcome);
    }

    [Fact]
    public void An_address_of_the_host_is_no_sender_in_IPv4_unless_accept_local_says_so()
    {
        var packet = SamplePackets.Tcp(from: "192.0.2.2");

        Assert.Equal(["NotForwarded"], HostBuilder.WithGuestBridge().Ends(packet));
        Assert.Equal(["Forwarded eth0"],
            HostBuilder.WithGuestBridge().Sysctl("net.ipv4.conf.virbr1.accept_local", 1).Ends(packet));
        Assert.Equal(["Forwarded eth0"], HostBuilder.WithGuestBridge().Ends(SamplePackets.Tcp6(from: "fd09::1")));
    }

    [Theory]
    [InlineData("10.9.0.1")]
    [InlineData("192.0.2.2")]
    [InlineData("10.9.0.255")]
    [InlineData("fd09::1")]
    public void What_is_for_the_host_is_not_forwarded_even_if_asked_to_leave(string to)
    {
        var packet = SamplePackets.Tcp(to, from: to.Contains(':') ? "fd09::50" : "10.9.0.50");
        var host = HostBuilder.WithGuestBridge();

        Assert.Equal(["ToHost"], host.Ends(packet));
        Assert.Equal(["ToHost"], host.Ends(packet, new WalkAssumptions(Out: "eth0")));
        Assert.Equal("to host", host.Only(packet).Last().Outcome);
    }

    [Fact]
    public void What_leaves_where_it_came_from_goes_through_forward_too()
    {
        var walk = HostBuilder.WithGuestBridge()
            .Chain("filter", "FORWARD", ChainPolicy.Drop, Accept.If(In("virbr1"), Out("virbr1")))
                .Only(SamplePackets.Tcp("10.9.0.77"));

        Assert.Equal((WalkOutcome.Forwarded, "virbr1"), (walk.Outcome, walk.Out));
    }

    [Fact]
    public void The_longest_prefix_wins_then_the_lowest_metric_and_dead_routes_do_not_count()
    {
        var host = HostBuilder.WithGuestBridge().Device("tun0").Device("tun1")
            .Route(RouteType.Unicast, "198.51.100.0/24", metric: 20, devices: "tun0")
            .Route(RouteType.Unicast, "198.51.100.0/24", metric: 10, devices: "tun1")
            .Route(RouteType.Unicast, "198.51.100.9/32", dead: true, devices: "tun0");

        Assert.Equal(["Forwarded tun1"], host.Ends(SamplePackets.Tcp()));
        Assert.Equal("198.51.100.0/24 dev tun1", host.Only(SamplePackets.Tcp()).Steps.Single(step => step.Table == "route").Text);
    }

    [Fact]
    public void Several_next_hops_are_several_walks_without_assumption()
    {
        var host = HostBuilder.WithGuestBridge().Device("tun0").Device("tun1").Route("198.51.100.0/24", "tun0", "tun1");

        Assert.Equal(["Forwarded tun0", "Forwarded tun1"], host.Ends(SamplePackets.Tcp()));
        Assert.All(host.All(SamplePackets.Tcp()), walk => Assert.Empty(walk.Assumptions));
        Assert.Equal(["Dropped"], host.Chain("filter", "FORWARD", ChainPolicy.Drop).Ends(SamplePackets.Tcp()));
    }

    [Fact]
    public void Equal_routes_are_several_walks_too()
    {
        var host = HostBuilder.WithGuestBridge().Device("tun0").Device("tun1")
            .Route("198.51.100.0/24", "tun0").Route("198.51.100.0/24", "tun1");

        Assert.Equal(["Forwarded tun0", "Forwarded tun1"], host.Ends(SamplePackets.Tcp()));
    }

    [Theory]
    [InlineData(RouteType.Blackhole)]
    [InlineData(RouteType.Unreachable)]
    [InlineData(RouteType.Prohibit)]
    [InlineData(RouteType.Multicast)]
    public void A_route_that_rejects_ends_the_packet(RouteType type)
    {
        var walk = HostBuilder.WithGuestBridge().Route(type, "198.51.100.0/24").Only(SamplePackets.Tcp());

        Assert.Equal(WalkOutcome.NotForwarded, walk.Outcome);
        Assert.Equal("not forwarded", walk.Last().Outcome);
    }

    [Fact]
    public void No_route_is_no_way()
    {
        var walk = HostBuilder.WithGuestBridge().WithoutRoutes().Route("10.9.0.0/24", "virbr1").Only(SamplePackets.Tcp());

        Assert.Equal((WalkOutcome.NotForwarded, "no route to 198.51.100.9"), (walk.Outcome, walk.Last().Text));
    }

    [Fact]
    public void A_source_specific_IPv6_route_serves_only_its_sources_and_wins_for_them()
    {
        var host = HostBuilder.WithGuestBridge().Device("tun0")
            .Route(RouteType.Unicast, "::/0", from: "fd09::/64", devices: "tun0").Address("tun0", "fd77::2/64");

        Assert.Equal(["Forwarded tun0"], host.Ends(SamplePackets.Tcp6()));
        Assert.Equal(["Forwarded eth0"], host.Ends(SamplePackets.Tcp6(from: "fd78::1")));
    }

    [Fact]
    public void A_mark_set_before_routing_chooses_the_table()
    {
        var host = HostBuilder.WithGuestBridge().Device("tun0")
            .DefaultPolicy().Policy(100, "42", mark: 7).Route(RouteType.Unicast, "0.0.0.0/0", "42", devices: "tun0");

        Assert.Equal(["Forwarded eth0"], host.Ends(SamplePackets.Tcp()));
        host.Chain("mangle", "PREROUTING", ChainPolicy.Accept, SetMark(7).If(Dport(443)));
        Assert.Equal(["Forwarded tun0"], host.Ends(SamplePackets.Tcp()));
        Assert.Equal(["Forwarded eth0"], host.Ends(SamplePackets.Tcp(port: 80)));
    }

    [Fact]
    public void Policy_rules_select_by_source_destination_and_device_and_may_be_inverted()
    {
        string[] Ends(Action<HostBuilder> policy)
        {
            var host = HostBuilder.WithGuestBridge().Device("tun0").DefaultPolicy()
                .Route(RouteType.Unicast, "0.0.0.0/0", "42", devices: "tun0");
            policy(host);
            return host.Ends(SamplePackets.Tcp());
        }

        Assert.Equal(["Forwarded tun0"], Ends(host => host.Policy(9, "42", from: "10.9.0.0/24", iif: "virbr1")));
        Assert.Equal(["Forwarded eth0"], Ends(host => host.Policy(9, "42", from: "10.9.0.0/24", iif: "eth0")));
        Assert.Equal(["Forwarded eth0"], Ends(host => host.Policy(9, "42", to: "203.0.113.0/24")));
        Assert.Equal(["Forwarded tun0"], Ends(host => host.Policy(9, "42", to: "203.0.113.0/24", not: true)));
        Assert.Equal(["Forwarded eth0"], Ends(host => host.Policy(40000, "42")));
    }

    [Fact]
    public void A_throw_route_looks_on_in_the_next_rule()
    {
        var host = HostBuilder.WithGuestBridge().DefaultPolicy().Policy(9, "42").Route(RouteType.Throw, "0.0.0.0/0", "42");

        Assert.Equal(["Forwarded eth0"], host.Ends(SamplePackets.Tcp()));
    }

    [Fact]
    public void A_policy_rule_that_is_not_modelled_may_or_may_not_hold()
    {
        var host = HostBuilder.WithGuestBridge().Device("tun0").DefaultPolicy()
            .Policy(9, "42", unmodelled: "sport 1-1024").Route(RouteType.Unicast, "0.0.0.0/0", "42", devices: "tun0");

        var walks = host.All(SamplePackets.Tcp());

        Assert.Equal(["tun0", "eth0"], walks.Select(walk => walk.Out));
        Assert.Equal("routing policy rule 9 holds: sport 1-1024", Assert.Single(walks[0].Assumptions));
        Assert.Equal("routing policy rule 9 does not hold: sport 1-1024", Assert.Single(walks[1].Assumptions));
    }

    [Fact]
    public void A_policy_rule_without_a_table_may_send_the_packet_anywhere()
    {
        var ends = HostBuilder.WithGuestBridge().DefaultPolicy().Policy(9, null, unmodelled: "goto 500")
            .Ends(SamplePackets.Tcp());

        Assert.Equal(["Forwarded eth0", "Forwarded eth0", "Forwarded virbr1", "NotForwarded"], ends.Order());
    }

    [Fact]
    public void Policy_that_was_not_read_is_an_assumption_of_what_is_forwarded_and_of_nothing_else()
    {
        var host = HostBuilder.WithGuestBridge().Unread(RecordFile.Policy);

        var forwarded = Assert.Single(host.All(SamplePackets.Tcp()));
        Assert.Equal("routing policy was not read; taken as the default", Assert.Single(forwarded.Assumptions));
        Assert.Equal(WalkOutcome.ToHost, host.Only(SamplePackets.Tcp("10.9.0.1")).Outcome);
        Assert.Equal(WalkOutcome.Forwarded, host.Only(SamplePackets.Tcp(), new WalkAssumptions(Out: "eth0")).Outcome);
        Assert.Equal(WalkOutcome.Forwarded, host.Only(SamplePackets.Tcp6()).Outcome);
    }

    [Fact]
    public void Without_routes_the_connected_ones_follow_from_addresses_and_anything_else_may_go_anywhere()
    {
        var host = HostBuilder.WithGuestBridge().WithoutRoutes().Unread(RecordFile.Routes4).Device("down0", up: false)
            .Address("eth0", "203.0.113.1/24", noPrefixRoute: true);

        var neighbour = Assert.Single(host.All(SamplePackets.Tcp("192.0.2.9")));
        Assert.Equal("eth0", neighbour.Out);
        Assert.Equal("routes were not read; taken from the addresses of the devices", Assert.Single(neighbour.Assumptions));
        Assert.Equal(["ToHost"], host.Ends(SamplePackets.Tcp("192.0.2.2")));
        foreach (var to in new[] { "198.51.100.9", "203.0.113.9" })
        {
            Assert.Equal(["Forwarded virbr1", "Forwarded eth0", "NotForwarded"], host.Ends(SamplePackets.Tcp(to)));
            Assert.All(host.All(SamplePackets.Tcp(to)), walk => Assert.NotEmpty(walk.Assumptions));
        }
    }

    [Fact]
    public void The_asker_may_say_where_the_packet_leaves()
    {
        var walk = HostBuilder.WithGuestBridge().WithoutRoutes().Device("tun0")
            .Chain("filter", "FORWARD", ChainPolicy.Drop, Accept.If(Out("tun0")))
            .Only(SamplePackets.Tcp(), new WalkAssumptions(Out: "tun0"));

        Assert.Equal((WalkOutcome.Forwarded, "tun0"), (walk.Outcome, walk.Out));
    }
}
