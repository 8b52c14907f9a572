using VirtAgent.Core.Analysis.Walks;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Rulesets;
using VirtAgent.Tests.Support;
using static VirtAgent.Tests.Support.RuleLine;

namespace VirtAgent.Tests.Core.Analysis.Walks;

/// <summary>What happens between the tables: connection tracking, marks and translation.</summary>
public class PacketWalkPathTests
{
    [Theory]
    [InlineData(ConnectionStates.New, ConnectionStates.Invalid)]
    [InlineData(ConnectionStates.Established, ConnectionStates.Invalid)]
    public void Before_conntrack_every_packet_is_invalid_and_afterwards_what_it_is(
        ConnectionStates state, ConnectionStates raw)
    {
        var walk = HostBuilder.WithGuestBridge()
            .Chain("raw", "PREROUTING", ChainPolicy.Accept, Drop.If(State(state)), Log.If(State(raw)))
            .Chain("mangle", "PREROUTING", ChainPolicy.Accept, Drop.If(State(raw)), Log.If(State(state)))
            .Only(SamplePackets.Tcp() with { State = state });

        Assert.Equal(["PREROUTING 1 no match", "PREROUTING 2 continue", "PREROUTING 0 policy accept"], walk.Met("raw"));
        Assert.Equal(["PREROUTING 1 no match", "PREROUTING 2 continue", "PREROUTING 0 policy accept"], walk.Met("mangle"));
    }

    [Fact]
    public void A_notrack_rule_defeats_every_state_rule_but_untracked()
    {
        var walk = HostBuilder.WithGuestBridge()
            .Chain("raw", "PREROUTING", ChainPolicy.Accept, Untrack, Log.If(State(ConnectionStates.Untracked)))
            .Chain("filter", "FORWARD", ChainPolicy.Accept,
                Drop.If(State(ConnectionStates.New | ConnectionStates.Invalid | ConnectionStates.Established)),
                Log.If(State(ConnectionStates.Untracked)))
            .Only(SamplePackets.Tcp());

        Assert.Equal(["PREROUTING 1 untracked", "PREROUTING 2 continue", "PREROUTING 0 policy accept"], walk.Met("raw"));
        Assert.Equal(["FORWARD 1 no match", "FORWARD 2 continue", "FORWARD 0 policy accept"], walk.Met("filter"));
    }

    [Theory]
    [InlineData(ConnectionStates.Invalid)]
    [InlineData(ConnectionStates.Untracked)]
    [InlineData(ConnectionStates.Established)]
    [InlineData(ConnectionStates.Related)]
    public void Nat_chains_see_only_the_first_packet_of_a_flow(ConnectionStates state)
    {
        var host = HostBuilder.WithGuestBridge()
            .Chain("nat", "PREROUTING", ChainPolicy.Drop, Dnat("10.9.0.99"))
            .Chain("nat", "POSTROUTING", ChainPolicy.Drop);

        Assert.Equal(["Forwarded eth0"], host.Ends(SamplePackets.Tcp() with { State = state }));
        Assert.Empty(host.Only(SamplePackets.Tcp() with { State = state }).Met("nat"));
    }

    [Fact]
    public void Dnat_of_a_host_address_turns_the_packet_into_one_that_is_forwarded()
    {
        var host = HostBuilder.WithGuestBridge()
            .Chain("nat", "PREROUTING", ChainPolicy.Accept,
                Dnat("192.0.2.80", port: 80).If(To("10.9.0.1"), Protocol(6), Dport(8080)))
            .Chain("filter", "FORWARD", ChainPolicy.Drop, Accept.If(To("192.0.2.80"), Protocol(6), Dport(80)));

        var walk = host.Only(SamplePackets.Tcp("10.9.0.1", 8080));

        Assert.Equal((WalkOutcome.Forwarded, "eth0"), (walk.Outcome, walk.Out));
        Assert.Equal(["PREROUTING 1 dnat 192.0.2.80:80"], walk.Met("nat"));
        Assert.Equal(["ToHost"], host.Ends(SamplePackets.Tcp("10.9.0.1", 8081)));
    }

    [Fact]
    public void Dnat_shows_as_a_state_of_the_flow_and_snat_does_not_before_postrouting()
    {
        var walk = HostBuilder.WithGuestBridge()
            .Chain("nat", "PREROUTING", ChainPolicy.Accept, Dnat("192.0.2.80").If(Dport(443)))
            .Chain("filter", "FORWARD", ChainPolicy.Drop,
                Accept.If(State(ConnectionStates.SourceNat)), Accept.If(State(ConnectionStates.DestinationNat)))
            .Only(SamplePackets.Tcp());

        Assert.Equal(["FORWARD 1 no match", "FORWARD 2 accept"], walk.Met("filter"));
    }

    [Fact]
    public void Whether_an_older_flow_was_translated_is_not_known()
    {
        var host = HostBuilder.WithGuestBridge()
            .Chain("filter", "FORWARD", ChainPolicy.Drop, Accept.If(State(ConnectionStates.DestinationNat)));

        Assert.Equal(["Dropped"], host.Ends(SamplePackets.Tcp()));
        Assert.Equal(["Dropped", "Forwarded eth0"], host.Ends(SamplePackets.Tcp() with { State = ConnectionStates.Established }));
    }

    [Fact]
    public void Dnat_may_change_the_port_alone_and_leaves_portless_protocols_their_ports()
    {
        var host = HostBuilder.WithGuestBridge()
            .Chain("nat", "PREROUTING", ChainPolicy.Accept, DnatPort(80))
            .Chain("filter", "FORWARD", ChainPolicy.Drop,
                Accept.If(To("198.51.100.9"), Protocol(6), Dport(80)), Accept.If(Protocol(1)));

        Assert.Equal(["PREROUTING 1 dnat 198.51.100.9:80"], host.Only(SamplePackets.Tcp()).Met("nat"));
        Assert.Equal(["PREROUTING 1 dnat 198.51.100.9"], host.Only(SamplePackets.Ping()).Met("nat"));
        Assert.Equal(["Forwarded eth0"], host.Ends(SamplePackets.Tcp()));
    }

    [Fact]
    public void Dnat_to_a_range_walks_both_ends_and_never_sounds_certain()
    {
        var walks = HostBuilder.WithGuestBridge()
            .Chain("nat", "PREROUTING", ChainPolicy.Accept, Dnat("192.0.2.80", "192.0.2.89"))
            .All(SamplePackets.Tcp());

        Assert.Equal(2, walks.Count);
        Assert.Equal("rule 1 of nat/PREROUTING (nft) picks the first of its destinations", Assert.Single(walks[0].Assumptions));
        Assert.Equal("rule 1 of nat/PREROUTING (nft) picks the last of its destinations", Assert.Single(walks[1].Assumptions));
        Assert.Equal(["PREROUTING 1 dnat 192.0.2.89 (assumed)"], walks[1].Met("nat"));
    }

    [Fact]
    public void IPv6_dnat_is_written_with_brackets()
    {
        var walk = HostBuilder.WithGuestBridge()
            .Chain(Family.IPv6, Backend.Nft, "nat", "PREROUTING", ChainPolicy.Accept, Dnat("2001:db8::80", port: 80))
            .Only(SamplePackets.Tcp6());

        Assert.Equal(["PREROUTING 1 dnat [2001:db8::80]:80"], walk.Met("nat"));
    }

    [Fact]
    public void A_flow_that_one_backend_translated_is_not_offered_to_the_other()
    {
        var walk = HostBuilder.WithGuestBridge()
            .Chain(Family.IPv4, Backend.Nft, "nat", "PREROUTING", ChainPolicy.Accept, Dnat("192.0.2.80"))
            .Chain(Family.IPv4, Backend.Legacy, "nat", "PREROUTING", ChainPolicy.Accept, Redirect)
            .Only(SamplePackets.Tcp());

        Assert.Equal((WalkOutcome.Forwarded, "eth0"), (walk.Outcome, walk.Out));
    }

    [Fact]
    public void Redirect_sends_the_packet_to_the_host_itself()
    {
        var walk = HostBuilder.WithGuestBridge()
            .Chain("nat", "PREROUTING", ChainPolicy.Accept, Redirect.If(Protocol(6), Dport(443)), Drop)
            .Only(SamplePackets.Tcp());

        Assert.Equal(WalkOutcome.ToHost, walk.Outcome);
        Assert.Equal("redirect", walk.Last().Outcome);
    }

    [Fact]
    public void Masquerade_ends_the_nat_chain_and_the_packet_leaves()
    {
        var walk = HostBuilder.WithGuestBridge()
            .Chain("nat", "POSTROUTING", ChainPolicy.Accept, Masquerade.If(Out("eth0")), Drop)
            .Only(SamplePackets.Tcp());

        Assert.Equal((WalkOutcome.Forwarded, "snat"), (walk.Outcome, walk.Last().Outcome));
    }

    [Fact]
    public void A_mark_that_was_set_is_tested_later()
    {
        var walk = HostBuilder.WithGuestBridge()
            .Chain("mangle", "PREROUTING", ChainPolicy.Accept, SetMark(0x12, 0xff))
            .Chain("filter", "FORWARD", ChainPolicy.Drop,
                Accept.If(Mark(0)), Accept.If(Not(Mark(0x2, 0xf))), Accept.If(Mark(0x12)))
            .Only(SamplePackets.Tcp());

        Assert.Equal("PREROUTING 1 mark 0x12", walk.Met("mangle")[0]);
        Assert.Equal(["FORWARD 1 no match", "FORWARD 2 no match", "FORWARD 3 accept"], walk.Met("filter"));
    }

    [Fact]
    public void Setting_a_mark_keeps_the_bits_beside_its_mask_and_inverts_what_its_value_has_there()
    {
        var host = HostBuilder.WithGuestBridge()
            .Chain("mangle", "PREROUTING", ChainPolicy.Accept, SetMark(0xf0), SetMark(0x11, 0x0f))
            .Chain("filter", "FORWARD", ChainPolicy.Drop, Accept.If(Mark(0xe1)));

        Assert.Equal(["Forwarded eth0"], host.Ends(SamplePackets.Tcp()));
    }

    [Fact]
    public void A_mark_that_something_unmodelled_wrote_is_open_until_it_is_set_again()
    {
        HostBuilder Host(params RuleLine[] mangle) => HostBuilder.WithGuestBridge()
            .Chain("mangle", "PREROUTING", ChainPolicy.Accept, mangle)
            .Chain("filter", "FORWARD", ChainPolicy.Drop, Accept.If(Mark(1, 0xf)));

        Assert.Equal(["Dropped", "Forwarded eth0"], Host(ForgetMark).Ends(SamplePackets.Tcp()));
        Assert.Equal(["Forwarded eth0"], Host(ForgetMark, SetMark(1, 0xf)).Ends(SamplePackets.Tcp()));
        Assert.Equal(["Dropped"], Host(ForgetMark, SetMark(2, 0x2)).Ends(SamplePackets.Tcp()));
        Assert.Equal("PREROUTING 1 mark unknown", Host(ForgetMark).All(SamplePackets.Tcp())[0].Met("mangle")[0]);
    }
}
