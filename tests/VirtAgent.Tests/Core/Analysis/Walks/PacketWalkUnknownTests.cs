using VirtAgent.Core.Analysis.Walks;
using VirtAgent.Core.Rulesets;
using VirtAgent.Tests.Support;
using static VirtAgent.Tests.Support.RuleLine;

namespace VirtAgent.Tests.Core.Analysis.Walks;

/// <summary>What is not modelled splits the walk, and only where that makes a difference.</summary>
public class PacketWalkUnknownTests
{
    [Fact]
    public void An_unmodelled_match_is_walked_both_ways_and_the_assumption_names_the_rule()
    {
        var walks = HostBuilder.WithGuestBridge()
            .Chain("filter", "FORWARD", ChainPolicy.Drop, Drop.If(In("eth0")), Accept.If(Maybe("-m limit --limit 3/min")))
            .All(SamplePackets.Tcp());

        Assert.Equal([WalkOutcome.Dropped, WalkOutcome.Forwarded], walks.Select(walk => walk.Outcome));
        Assert.Equal(["rule 2 of filter/FORWARD (nft) does not match: -m limit --limit 3/min"], walks[0].Assumptions);
        Assert.Equal(["rule 2 of filter/FORWARD (nft) matches: -m limit --limit 3/min"], walks[1].Assumptions);
        Assert.Equal(["FORWARD 1 no match", "FORWARD 2 no match (assumed)", "FORWARD 0 policy drop"], walks[0].Met("filter"));
        Assert.Equal(["FORWARD 1 no match", "FORWARD 2 accept (assumed)"], walks[1].Met("filter"));
    }

    [Fact]
    public void A_rule_that_fails_on_what_is_modelled_is_not_open_at_all()
    {
        var host = HostBuilder.WithGuestBridge()
            .Chain("filter", "FORWARD", ChainPolicy.Drop, Accept.If(Maybe("-m limit"), In("eth0")));

        Assert.Equal(WalkOutcome.Dropped, host.Only(SamplePackets.Tcp()).Outcome);
    }

    [Fact]
    public void A_rule_that_only_logs_makes_no_difference()
    {
        var walk = HostBuilder.WithGuestBridge()
            .Chain("filter", "FORWARD", ChainPolicy.Accept, Log.If(Maybe("-m limit --limit 3/min")))
            .Only(SamplePackets.Tcp());

        Assert.Equal("FORWARD 1 continue (assumed)", walk.Met("filter")[0]);
    }

    [Fact]
    public void What_is_open_but_leads_to_the_same_end_is_one_certain_walk()
    {
        var host = HostBuilder.WithGuestBridge()
            .Chain("mangle", "PREROUTING", ChainPolicy.Accept, Jump("A").If(Maybe("-m statistic")))
            .Chain("mangle", "A", SetMark(1))
            .Chain("filter", "FORWARD", ChainPolicy.Drop, Accept.If(Maybe("-m limit")), Accept.If(In("virbr1")));

        Assert.Equal(WalkOutcome.Forwarded, host.Only(SamplePackets.Tcp()).Outcome);
    }

    [Fact]
    public void An_unmodelled_target_may_let_go_on_accept_or_drop()
    {
        var walks = HostBuilder.WithGuestBridge()
            .Chain("filter", "FORWARD", ChainPolicy.Drop, Unknown("NFQUEUE --queue-num 1").If(In("virbr1")), Reject)
            .All(SamplePackets.Tcp());

        Assert.Equal([WalkOutcome.Dropped, WalkOutcome.Forwarded, WalkOutcome.Dropped], walks.Select(walk => walk.Outcome));
        Assert.Equal(
            ["continue (assumed)", "accept (assumed)", "drop (assumed)"],
            walks.Select(walk => walk.Steps.First(step => step.Table == "filter").Outcome));
        Assert.Equal(["rule 1 of filter/FORWARD (nft) accepts the packet: NFQUEUE --queue-num 1"], walks[1].Assumptions);
    }

    [Fact]
    public void A_jump_to_a_chain_that_is_not_there_may_do_anything()
    {
        var ends = HostBuilder.WithGuestBridge().Chain("filter", "FORWARD", ChainPolicy.Accept, Jump("GONE"))
            .Ends(SamplePackets.Tcp());

        Assert.Equal(["Forwarded eth0", "Forwarded eth0", "Dropped"], ends);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Chains_that_lead_in_a_circle_end_and_nothing_is_certain(bool jump)
    {
        RuleLine To(string chain) => jump ? Jump(chain) : Goto(chain);
        var walks = HostBuilder.WithGuestBridge()
            .Chain("filter", "FORWARD", ChainPolicy.Accept, To("A"))
            .Chain("filter", "A", To("B"))
            .Chain("filter", "B", To("A"))
            .All(SamplePackets.Tcp());

        Assert.Equal([WalkOutcome.Forwarded, WalkOutcome.Dropped], walks.Select(walk => walk.Outcome));
        Assert.All(walks, walk => Assert.Contains("circle", Assert.Single(walk.Assumptions)));
    }

    [Fact]
    public void Every_chain_of_a_table_may_be_nested_in_the_one_before()
    {
        var host = HostBuilder.WithGuestBridge().Chain("filter", "FORWARD", ChainPolicy.Accept, Jump("C1"), Drop);
        for (var i = 1; i < 60; i++) host.Chain("filter", $"C{i}", Jump($"C{i + 1}"));
        host.Chain("filter", "C60", Log);

        Assert.Equal(WalkOutcome.Dropped, host.Only(SamplePackets.Tcp()).Outcome);
    }

    [Fact]
    public void Rules_that_fan_out_without_end_are_given_up()
    {
        var host = HostBuilder.WithGuestBridge().Chain("filter", "FORWARD", ChainPolicy.Accept, Jump("C1"));
        for (var i = 1; i < 40; i++) host.Chain("filter", $"C{i}", Jump($"C{i + 1}"), Jump($"C{i + 1}"));
        host.Chain("filter", "C40", Log);

        var walks = host.All(SamplePackets.Tcp());

        Assert.Equal([WalkOutcome.Forwarded, WalkOutcome.Dropped], walks.Select(walk => walk.Outcome));
        Assert.All(walks, walk => Assert.Contains("too many rules", Assert.Single(walk.Assumptions)));
    }

    [Fact]
    public void Many_open_rules_that_agree_in_the_end_do_not_multiply()
    {
        var seen = Enumerable.Range(1, 100).Select(i => Jump("SEEN").If(Maybe($"-m recent --name r{i}")));
        var host = HostBuilder.WithGuestBridge()
            .Chain("mangle", "PREROUTING", ChainPolicy.Accept, [.. seen])
            .Chain("mangle", "SEEN", SetMark(0))
            .Chain("filter", "FORWARD", ChainPolicy.Drop, Accept.If(In("virbr1")));

        Assert.Equal(WalkOutcome.Forwarded, host.Only(SamplePackets.Tcp()).Outcome);
    }

    [Fact]
    public void More_ways_than_can_be_walked_end_with_a_note()
    {
        var rules = Enumerable.Range(1, 300).Select(i => Drop.If(Maybe($"-m set --match-set s{i} dst")));
        var walks = HostBuilder.WithGuestBridge().Chain("filter", "FORWARD", ChainPolicy.Accept, [.. rules])
            .All(SamplePackets.Tcp());

        Assert.Equal(PacketWalk.MostWalks, walks.Count);
        Assert.Contains(walks, walk => walk.Outcome == WalkOutcome.Forwarded);
        Assert.Contains(walks, walk => walk.Outcome == WalkOutcome.Dropped);
        Assert.Equal("there are more ways than were walked, and the others may end differently", walks[^1].Assumptions[^1]);
    }
}
