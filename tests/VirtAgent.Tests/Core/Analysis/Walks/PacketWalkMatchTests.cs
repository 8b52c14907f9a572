using VirtAgent.Core.Analysis.Walks;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Routing;
using VirtAgent.Core.Rulesets;
using VirtAgent.Tests.Support;
using static VirtAgent.Tests.Support.RuleLine;

namespace VirtAgent.Tests.Core.Analysis.Walks;

/// <summary>Whether a match holds, seen from outside: the rule drops the packet or it does not.</summary>
public class PacketWalkMatchTests
{
    private static bool Holds(Packet packet, params Match[] matches) => Ends(Backend.Legacy, packet, matches) is ["Dropped"];

    private static string[] Ends(Backend backend, Packet packet, params Match[] matches) => HostBuilder.WithGuestBridge()
        .Chain(packet.Family, backend, "filter", "FORWARD", ChainPolicy.Accept, Drop.If(matches)).Ends(packet);

    [Theory]
    [InlineData("virbr1", true)]
    [InlineData("virbr", false)]
    [InlineData("virbr1+", true)]
    [InlineData("vir+", true)]
    [InlineData("virbr10+", false)]
    [InlineData("+", true)]
    public void A_device_is_meant_by_its_name_or_by_a_prefix_that_may_be_all_of_it(string pattern, bool holds)
    {
        Assert.Equal(holds, Holds(SamplePackets.Tcp(), In(pattern)));
        Assert.Equal(!holds, Holds(SamplePackets.Tcp(), Not(In(pattern))));
    }

    [Fact]
    public void The_outgoing_device_is_that_of_the_route()
    {
        Assert.True(Holds(SamplePackets.Tcp(), Out("eth0")));
        Assert.False(Holds(SamplePackets.Tcp(), Out("virbr1")));
    }

    [Theory]
    [InlineData("eth0", false)]
    [InlineData("eth+", false)]
    [InlineData("+", true)]
    public void Before_routing_there_is_no_outgoing_device(string pattern, bool holds)
    {
        string[] Prerouting(Match match) => HostBuilder.WithGuestBridge()
            .Chain("mangle", "PREROUTING", ChainPolicy.Accept, Drop.If(match)).Ends(SamplePackets.Tcp());

        Assert.Equal(holds ? ["Dropped"] : ["Forwarded eth0"], Prerouting(Out(pattern)));
        Assert.Equal(holds ? ["Forwarded eth0"] : ["Dropped"], Prerouting(Not(Out(pattern))));
    }

    [Fact]
    public void Addresses_are_compared_under_the_mask_holes_included()
    {
        Assert.True(Holds(SamplePackets.Tcp(), From("10.9.0.0/24"), To("198.0.0.0/8")));
        Assert.True(Holds(SamplePackets.Tcp(), From("10.0.0.50/255.0.0.255")));
        Assert.False(Holds(SamplePackets.Tcp(), From("10.9.0.0/25"), Not(To("198.51.100.9"))));
        Assert.False(Holds(SamplePackets.Tcp(), Not(From("0.0.0.0/0"))));
    }

    [Fact]
    public void Ranges_include_both_ends()
    {
        Assert.True(Holds(SamplePackets.Tcp(), FromRange("10.9.0.50", "10.9.0.60"), ToRange("198.51.100.1", "198.51.100.9")));
        Assert.False(Holds(SamplePackets.Tcp(), FromRange("10.9.0.51", "10.9.0.60")));
        Assert.True(Holds(SamplePackets.Tcp(), Not(ToRange("198.51.100.10", "198.51.100.11"))));
    }

    [Fact]
    public void Ports_are_looked_at_on_the_side_the_match_names()
    {
        Assert.True(Holds(SamplePackets.Tcp(), Protocol(6), Dport(443), Sport(40000)));
        Assert.False(Holds(SamplePackets.Tcp(), Protocol(6), Sport(443)));
        Assert.True(Holds(SamplePackets.Tcp(), Protocol(6), EitherPort(443)));
        Assert.True(Holds(SamplePackets.Tcp(), Protocol(6), Dport(400, 443)));
        Assert.False(Holds(SamplePackets.Tcp(), Protocol(6), Not(Dport(400, 500))));
        Assert.False(Holds(SamplePackets.Tcp(), Protocol(6), Not(EitherPort(40000))));
    }

    [Fact]
    public void A_protocol_without_ports_matches_no_ports_negated_or_not()
    {
        Assert.False(Holds(SamplePackets.Ping(), Dport(0, 65535)));
        Assert.False(Holds(SamplePackets.Ping(), Not(Dport(443))));
    }

    [Fact]
    public void Flags_and_icmp_types_match_only_their_own_protocol()
    {
        Assert.True(Holds(SamplePackets.Tcp(), Flags(0x17, 2)));
        Assert.False(Holds(SamplePackets.Tcp(), Not(Flags(0x17, 2))));
        Assert.False(Holds(SamplePackets.Ping(), Not(Flags(0x17, 2))));
        Assert.True(Holds(SamplePackets.Ping(), Icmp(8)));
        Assert.True(Holds(SamplePackets.Ping(), Icmp(null)));
        Assert.False(Holds(SamplePackets.Ping(), Icmp(8, 1, 3)));
        Assert.True(Holds(SamplePackets.Ping(), Not(Icmp(0))));
        Assert.False(Holds(SamplePackets.Tcp(), Not(Icmp(0))));
        Assert.False(Holds(SamplePackets.Ping() with { Protocol = ProtocolNames.IcmpV6 }, Icmp(null)));
    }

    [Fact]
    public void A_legacy_port_match_is_false_for_a_later_fragment_even_negated()
    {
        var fragment = SamplePackets.Tcp() with { LaterFragment = true };

        Assert.Equal(["Forwarded eth0"], Ends(Backend.Legacy, fragment, Protocol(6), Dport(443)));
        Assert.Equal(["Forwarded eth0"], Ends(Backend.Legacy, fragment, Protocol(6), Not(Dport(443))));
        Assert.Equal(["Forwarded eth0"], Ends(Backend.Legacy, fragment, Protocol(6), Not(Flags(0x17, 2))));
        Assert.Equal(["Dropped"], Ends(Backend.Legacy, fragment, Fragment()));
        Assert.Equal(["Forwarded eth0"], Ends(Backend.Legacy, fragment, Not(Fragment())));
    }

    [Fact]
    public void An_nft_port_match_of_a_later_fragment_may_hold_because_it_reads_the_payload()
    {
        var fragment = SamplePackets.Tcp() with { LaterFragment = true };

        Assert.Equal(["Forwarded eth0", "Dropped"], Ends(Backend.Nft, fragment, Protocol(6), Dport(443)));
        Assert.Equal(["Forwarded eth0"], Ends(Backend.Nft, fragment, Protocol(17), Dport(443)));
    }

    [Fact]
    public void The_senders_hardware_address_and_comments_are_matched()
    {
        var packet = SamplePackets.Tcp() with { SourceMac = new MacAddress(0x525400000001) };

        Assert.True(Holds(packet, Mac("52:54:00:00:00:01"), Comment("guest")));
        Assert.True(Holds(packet, Not(Mac("52:54:00:00:00:02"))));
    }

    [Fact]
    public void Merged_negations_are_open_when_only_some_of_them_hold()
    {
        string[] Both(ushort source, ushort destination) => HostBuilder.WithGuestBridge()
            .Chain("filter", "FORWARD", ChainPolicy.Accept,
                Drop.IfMerged(Protocol(6), Not(Sport(source)), Not(Dport(destination))))
            .Ends(SamplePackets.Tcp());

        Assert.Equal(["Dropped"], Both(1, 2));
        Assert.Equal(["Forwarded eth0"], Both(40000, 443));
        Assert.Equal(["Forwarded eth0", "Dropped"], Both(1, 443));
    }

    [Fact]
    public void Merging_does_not_touch_what_is_not_negated_or_no_payload()
    {
        string[] Ends(params Match[] matches) => HostBuilder.WithGuestBridge()
            .Chain("filter", "FORWARD", ChainPolicy.Accept, Drop.IfMerged(matches)).Ends(SamplePackets.Tcp());

        Assert.Equal(["Forwarded eth0"], Ends(In("eth0"), Not(Sport(1)), Not(Dport(443))));
        Assert.Equal(["Forwarded eth0"], Ends(Not(Sport(1)), Not(Dport(2)), Not(In("virbr1"))));
        Assert.Equal(["Dropped"], Ends(Not(Sport(1)), Not(Dport(2)), Not(In("eth0"))));
    }

    [Theory]
    [InlineData("10.9.0.1", RouteType.Local)]
    [InlineData("127.1.2.3", RouteType.Local)]
    [InlineData("10.9.0.255", RouteType.Broadcast)]
    [InlineData("255.255.255.255", RouteType.Broadcast)]
    [InlineData("0.0.0.0", RouteType.Broadcast)]
    [InlineData("0.1.2.3", RouteType.Unicast)]
    [InlineData("224.0.0.1", RouteType.Multicast)]
    [InlineData("198.51.100.9", RouteType.Unicast)]
    [InlineData("203.0.113.7", RouteType.Unicast)]
    public void An_IPv4_address_has_one_type_and_one_that_is_rejected_reads_as_unicast(string address, RouteType type)
    {
        RouteType[] types = [RouteType.Local, RouteType.Broadcast, RouteType.Multicast, RouteType.Unicast, RouteType.Blackhole];
        foreach (var asked in types)
        {
            var walk = HostBuilder.WithGuestBridge().Route(RouteType.Blackhole, "203.0.113.0/24")
                .Chain("raw", "PREROUTING", ChainPolicy.Accept, Drop.If(ToType(asked)))
                .Only(SamplePackets.Tcp(address));
            Assert.Equal(asked == type, walk.Outcome == WalkOutcome.Dropped);
        }
    }

    [Theory]
    [InlineData("fd09::1", "Local Unicast")]
    [InlineData("fd09::", "Anycast Unicast")]
    [InlineData("ff02::1", "Multicast")]
    [InlineData("2001:db8:1::1", "Unicast Unreachable")]
    [InlineData("2001:db8:9::1", "Unicast")]
    [InlineData("::ffff:1.2.3.4", "")]
    public void An_IPv6_address_may_have_several_types(string address, string types)
    {
        var held = new List<string>();
        RouteType[] all = [RouteType.Local, RouteType.Anycast, RouteType.Multicast, RouteType.Unicast, RouteType.Unreachable];
        foreach (var asked in all)
        {
            var ends = HostBuilder.WithGuestBridge()
                .Route(RouteType.Local, "fd09::1/128", "local").Route(RouteType.Anycast, "fd09::/128", "local")
                .Route(RouteType.Blackhole, "2001:db8:1::/64")
                .Chain(Family.IPv6, Backend.Legacy, "raw", "PREROUTING", ChainPolicy.Accept, Drop.If(ToType(asked)))
                .Ends(SamplePackets.Tcp6(address));
            if (ends is ["Dropped"]) held.Add(asked.ToString());
        }

        Assert.Equal(types.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(), held.Order());
    }

    [Fact]
    public void Without_routes_only_the_hosts_own_addresses_are_certain()
    {
        string[] Ends(string address) => HostBuilder.WithGuestBridge().WithoutRoutes().Unread(RecordFile.Routes4)
            .Chain("raw", "PREROUTING", ChainPolicy.Drop, Accept.If(FromType(RouteType.Local), Not(ToType(RouteType.Local))),
                Accept.If(ToType(RouteType.Local)))
            .Ends(SamplePackets.Tcp(address));

        Assert.Equal(["ToHost"], Ends("10.9.0.1"));
        Assert.Contains("Dropped", Ends("10.9.0.77"));
        Assert.Contains("Forwarded virbr1", Ends("10.9.0.77"));
    }
}
