using VirtAgent.Core.Analysis.Walks;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Rulesets;
using VirtAgent.Tests.Support;
using static VirtAgent.Tests.Support.RuleLine;

namespace VirtAgent.Tests.Core.Analysis.Walks;

/// <summary>How chains are run: facts, netfilter 2.2.</summary>
public class PacketWalkChainTests
{
    [Fact]
    public void A_host_without_rules_forwards_and_the_trace_says_why()
    {
        var walk = HostBuilder.WithGuestBridge().Only(SamplePackets.Tcp());

        Assert.Equal((WalkOutcome.Forwarded, "eth0"), (walk.Outcome, walk.Out));
        Assert.Equal(["main 0 out eth0"], walk.Met("route"));
        Assert.Equal(["net.ipv4.ip_forward 0 continue"], walk.Met("sysctl"));
        Assert.All(walk.Steps, step => Assert.Equal("kernel", step.Backend));
    }

    [Fact]
    public void The_first_terminating_rule_wins_and_every_rule_before_it_is_in_the_trace()
    {
        var walk = HostBuilder.WithGuestBridge()
            .Chain("filter", "FORWARD", ChainPolicy.Accept, Accept.If(In("virbr2")), Log, Reject.If(In("virbr1")), Accept)
            .Only(SamplePackets.Tcp());

        Assert.Equal(WalkOutcome.Dropped, walk.Outcome);
        Assert.Null(walk.Out);
        Assert.Equal(["FORWARD 1 no match", "FORWARD 2 continue", "FORWARD 3 reject"], walk.Met("filter"));
        Assert.Equal(("nft", 3), (walk.Last().Backend, walk.Last().Rule));
    }

    [Theory]
    [InlineData(ChainPolicy.Drop, WalkOutcome.Dropped, "policy drop")]
    [InlineData(ChainPolicy.Accept, WalkOutcome.Forwarded, "policy accept")]
    public void The_policy_decides_at_the_end_of_a_built_in_chain(ChainPolicy policy, WalkOutcome outcome, string word)
    {
        var walk = HostBuilder.WithGuestBridge().Chain("filter", "FORWARD", policy, Drop.If(In("eth0")))
            .Only(SamplePackets.Tcp());

        Assert.Equal(outcome, walk.Outcome);
        Assert.Equal(["FORWARD 1 no match", $"FORWARD 0 {word}"], walk.Met("filter"));
    }

    [Fact]
    public void A_user_chain_that_ends_goes_on_behind_the_jump()
    {
        var walk = HostBuilder.WithGuestBridge()
            .Chain("filter", "FORWARD", ChainPolicy.Accept, Jump("A"), Drop)
            .Chain("filter", "A", Jump("B"), Accept.If(In("eth0")))
            .Chain("filter", "B", Log)
            .Only(SamplePackets.Tcp());

        Assert.Equal(
            ["FORWARD 1 jump A", "A 1 jump B", "B 1 continue", "A 2 no match", "FORWARD 2 drop"], walk.Met("filter"));
    }

    [Fact]
    public void A_goto_leaves_no_way_back_so_its_end_is_the_policy_of_the_built_in_chain()
    {
        var walk = HostBuilder.WithGuestBridge()
            .Chain("filter", "FORWARD", ChainPolicy.Drop, Goto("A").If(In("virbr1")), Accept)
            .Chain("filter", "A", Log)
            .Only(SamplePackets.Tcp());

        Assert.Equal(["FORWARD 1 goto A", "A 1 continue", "FORWARD 0 policy drop"], walk.Met("filter"));
    }

    [Fact]
    public void A_return_after_a_goto_from_the_built_in_chain_is_its_policy_too()
    {
        var walk = HostBuilder.WithGuestBridge()
            .Chain("filter", "FORWARD", ChainPolicy.Drop, Goto("A"), Accept)
            .Chain("filter", "A", Return, Accept)
            .Only(SamplePackets.Tcp());

        Assert.Equal(["FORWARD 1 goto A", "A 1 return", "FORWARD 0 policy drop"], walk.Met("filter"));
    }

    [Fact]
    public void A_goto_from_a_user_chain_ends_behind_the_jump_that_came_before_it()
    {
        var walk = HostBuilder.WithGuestBridge()
            .Chain("filter", "FORWARD", ChainPolicy.Accept, Jump("A"), Reject)
            .Chain("filter", "A", Goto("B"), Accept)
            .Chain("filter", "B", Log)
            .Only(SamplePackets.Tcp());

        Assert.Equal(["FORWARD 1 jump A", "A 1 goto B", "B 1 continue", "FORWARD 2 reject"], walk.Met("filter"));
    }

    [Fact]
    public void A_return_in_a_built_in_chain_is_its_policy()
    {
        var walk = HostBuilder.WithGuestBridge()
            .Chain("filter", "FORWARD", ChainPolicy.Drop, Return.If(In("virbr1")), Accept)
            .Only(SamplePackets.Tcp());

        Assert.Equal(["FORWARD 1 return", "FORWARD 0 policy drop"], walk.Met("filter"));
    }

    [Fact]
    public void A_return_in_a_user_chain_skips_the_rest_of_it()
    {
        var walk = HostBuilder.WithGuestBridge()
            .Chain("filter", "FORWARD", ChainPolicy.Drop, Jump("A"), Accept)
            .Chain("filter", "A", Return, Drop)
            .Only(SamplePackets.Tcp());

        Assert.Equal(["FORWARD 1 jump A", "A 1 return", "FORWARD 2 accept"], walk.Met("filter"));
    }

    [Fact]
    public void An_accept_in_a_user_chain_ends_the_built_in_chain_it_was_called_from()
    {
        var walk = HostBuilder.WithGuestBridge()
            .Chain("filter", "FORWARD", ChainPolicy.Drop, Jump("A"), Drop)
            .Chain("filter", "A", Accept)
            .Only(SamplePackets.Tcp());

        Assert.Equal(WalkOutcome.Forwarded, walk.Outcome);
    }

    [Fact]
    public void An_accept_ends_only_its_own_table()
    {
        var walk = HostBuilder.WithGuestBridge()
            .Chain("mangle", "FORWARD", ChainPolicy.Accept, Accept)
            .Chain("filter", "FORWARD", ChainPolicy.Accept, Accept)
            .Chain("security", "FORWARD", ChainPolicy.Accept, Drop)
            .Only(SamplePackets.Tcp());

        Assert.Equal(WalkOutcome.Dropped, walk.Outcome);
        Assert.Equal(["FORWARD 1 accept"], walk.Met("filter"));
    }

    [Theory]
    [InlineData("raw", "PREROUTING")]
    [InlineData("mangle", "PREROUTING")]
    [InlineData("mangle", "FORWARD")]
    [InlineData("security", "FORWARD")]
    [InlineData("mangle", "POSTROUTING")]
    public void A_drop_in_any_table_is_final(string table, string chain)
    {
        var walk = HostBuilder.WithGuestBridge()
            .Chain(table, chain, ChainPolicy.Accept, Drop)
            .Chain("filter", "FORWARD", ChainPolicy.Accept, Accept)
            .Only(SamplePackets.Tcp());

        Assert.Equal(WalkOutcome.Dropped, walk.Outcome);
        Assert.Equal((table, chain), (walk.Last().Table, walk.Last().Chain));
    }

    [Fact]
    public void Both_backends_are_enforced_so_a_drop_of_either_is_final()
    {
        var nft = HostBuilder.WithGuestBridge()
            .Chain(Family.IPv4, Backend.Nft, "filter", "FORWARD", ChainPolicy.Accept, Drop)
            .Chain(Family.IPv4, Backend.Legacy, "filter", "FORWARD", ChainPolicy.Accept, Accept);
        var legacy = HostBuilder.WithGuestBridge()
            .Chain(Family.IPv4, Backend.Nft, "filter", "FORWARD", ChainPolicy.Accept, Accept)
            .Chain(Family.IPv4, Backend.Legacy, "filter", "FORWARD", ChainPolicy.Accept, Drop);

        Assert.Equal(("nft", "drop"),
            (nft.Only(SamplePackets.Tcp()).Last().Backend, nft.Only(SamplePackets.Tcp()).Last().Outcome));
        Assert.Equal(["FORWARD 1 accept", "FORWARD 1 drop"], legacy.Only(SamplePackets.Tcp()).Met("filter"));
        Assert.Equal("legacy", legacy.Only(SamplePackets.Tcp()).Last().Backend);
    }

    [Fact]
    public void A_jump_finds_the_chain_of_its_own_table_and_backend()
    {
        var walk = HostBuilder.WithGuestBridge()
            .Chain(Family.IPv4, Backend.Nft, "filter", "FORWARD", ChainPolicy.Accept, Jump("A"))
            .Chain(Family.IPv4, Backend.Nft, "filter", "A", null, Log)
            .Chain(Family.IPv4, Backend.Nft, "mangle", "A", null, Drop)
            .Chain(Family.IPv4, Backend.Legacy, "filter", "A", null, Drop)
            .Only(SamplePackets.Tcp());

        Assert.Equal(WalkOutcome.Forwarded, walk.Outcome);
    }

    [Fact]
    public void The_rules_of_one_family_do_not_see_packets_of_the_other()
    {
        var host = HostBuilder.WithGuestBridge().Chain("filter", "FORWARD", ChainPolicy.Drop);

        Assert.Equal(["Dropped"], host.Ends(SamplePackets.Tcp()));
        Assert.Equal(["Forwarded eth0"], host.Ends(SamplePackets.Tcp6()));
    }

    [Fact]
    public void Ten_thousand_rules_are_all_in_the_trace()
    {
        var rules = Enumerable.Range(0, 10_000).Select(i => Accept.If(In("virbr1"), To($"10.{i >> 8}.{i & 255}.1"), Protocol(6)));
        var walk = HostBuilder.WithGuestBridge().Chain("filter", "FORWARD", ChainPolicy.Drop, [.. rules])
            .Only(SamplePackets.Tcp());

        Assert.Equal(10_001, walk.Met("filter").Length);
        Assert.Equal(WalkOutcome.Dropped, walk.Outcome);
    }

    [Fact]
    public void The_two_addresses_of_a_packet_are_of_one_family()
    {
        var packet = SamplePackets.Tcp() with { Destination = Address.Parse("fd00::1") };

        Assert.Throws<ArgumentException>(() => HostBuilder.WithGuestBridge().All(packet));
    }
}
