using VirtAgent.Core.Analysis.Walks;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Rulesets;
using VirtAgent.Tests.Support;
using static VirtAgent.Tests.Support.RuleLine;

namespace VirtAgent.Tests.Core.Analysis.Walks;

/// <summary>Headers that end early and fragments: x_tables drops them or answers no, nf_tables breaks off or reads on.</summary>
public class PacketWalkHeaderTests
{
    private static HostBuilder Host(Family family, Backend backend, params RuleLine[] rules) => HostBuilder.WithGuestBridge()
        .Chain(family, backend, "filter", "FORWARD", ChainPolicy.Accept, rules);

    private static Walk Of(Backend backend, Packet packet, params RuleLine[] rules) =>
        Host(packet.Family, backend, rules).Only(packet);

    [Theory]
    [InlineData((byte)3, true)]
    [InlineData((byte)4, false)]
    public void Nft_matches_neither_a_port_nor_its_negation_where_the_port_is_cut_off(byte octets, bool isCut)
    {
        var packet = SamplePackets.Tcp() with { TransportOctets = octets };
        var rules = new[] { Drop.If(Protocol(6), Dport(443)), Drop.If(Protocol(6), Not(Dport(443))) };

        Assert.Equal(isCut ? WalkOutcome.Forwarded : WalkOutcome.Dropped, Of(Backend.Nft, packet, rules).Outcome);
    }

    [Fact]
    public void Nft_matches_neither_flags_nor_their_negation_in_twelve_octets()
    {
        var packet = SamplePackets.Tcp() with { TransportOctets = 12 };
        var rules = new[] { Drop.If(Protocol(6), Flags(0x17, 2)), Drop.If(Protocol(6), Not(Flags(0x17, 2))) };

        Assert.Equal(WalkOutcome.Forwarded, Of(Backend.Nft, packet, rules).Outcome);
    }

    [Fact]
    public void Legacy_drops_a_packet_whose_header_a_match_cannot_read_unless_the_rule_is_for_others()
    {
        var packet = SamplePackets.Tcp() with { TransportOctets = 19 };

        Assert.Equal("drop (header cut short)", Of(Backend.Legacy, packet, Accept.If(Protocol(6), Dport(443))).Last().Outcome);
        Assert.Equal(WalkOutcome.Forwarded, Of(Backend.Legacy, packet, Drop.If(Protocol(17), Dport(443))).Outcome);
        Assert.Equal(WalkOutcome.Forwarded,
            Of(Backend.Legacy, packet with { TransportOctets = 20 }, Accept.If(Protocol(6), Dport(443))).Outcome);
        Assert.Equal(WalkOutcome.Forwarded,
            Of(Backend.Legacy, packet with { LaterFragment = true }, Drop.If(Protocol(6), Dport(443))).Outcome);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Extension_headers_that_end_early_hide_the_protocol(bool laterFragment)
    {
        var packet = SamplePackets.Tcp6() with { ProtocolUnknown = true, LaterFragment = laterFragment };
        var rules = new[] { Drop.If(Protocol(6)), Drop.If(Not(Protocol(6))) };

        Assert.Equal(WalkOutcome.Forwarded, Of(Backend.Nft, packet, rules).Outcome);
        Assert.Equal("drop (header cut short)", Of(Backend.Legacy, packet, rules).Last().Outcome);
    }

    [Fact]
    public void Where_connections_are_tracked_a_later_fragment_alone_meets_no_rule()
    {
        var fragment = SamplePackets.Tcp() with { LaterFragment = true };
        var tracked = Host(Family.IPv4, Backend.Nft, Log.If(State(ConnectionStates.New)));
        var walk = tracked.Only(fragment);

        Assert.Equal(WalkOutcome.NotForwarded, walk.Outcome);
        Assert.Equal(("conntrack", "defrag"), (walk.Last().Table, walk.Last().Chain));
        Assert.Equal(["Forwarded eth0"], tracked.Ends(SamplePackets.Tcp()));
        Assert.Equal(["Forwarded eth0"],
            Host(Family.IPv4, Backend.Nft).Chain("raw", "PREROUTING", ChainPolicy.Accept, Untrack).Ends(fragment));
        Assert.Equal(["NotForwarded", "Forwarded eth0"],
            Host(Family.IPv4, Backend.Nft, Log.If(Maybe("-m foobar"))).Ends(fragment));
    }

    [Fact]
    public void A_hardware_address_matches_nothing_on_a_device_without_one()
    {
        HostBuilder Tunnel(Match match) => Host(Family.IPv4, Backend.Nft, Drop.If(match)).Device("tun0");
        var packet = SamplePackets.Tcp() with { In = "tun0" };
        var other = Mac("52:54:00:00:00:99");

        Assert.Equal(["Forwarded eth0"], Tunnel(Not(other)).Ends(packet));
        Assert.Equal(["Forwarded eth0"], Tunnel(other).Ends(packet));
        Assert.Equal(["Dropped"], Tunnel(Not(other)).Ends(SamplePackets.Tcp()));
        Assert.Equal(["Forwarded eth0", "Dropped"], Tunnel(Not(other)).Ends(packet with { In = "gone0" }));
    }
}
