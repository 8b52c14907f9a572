using VirtAgent.Core.Analysis.Walks;
using VirtAgent.Core.Rulesets;
using VirtAgent.Tests.Support;
using static VirtAgent.Tests.Support.RuleLine;

namespace VirtAgent.Tests.Core.Analysis.Walks;

/// <summary>Matches that are not modelled are questions: of the packet, or to its sender.</summary>
public class PacketWalkQuestionTests
{
    private const string Question = "-m realm --realm 3";

    [Fact]
    public void A_question_has_one_answer_wherever_it_stands_behind_routing()
    {
        var walks = HostBuilder.WithGuestBridge()
            .Chain("mangle", "FORWARD", ChainPolicy.Accept, Drop.If(Maybe(Question)))
            .Chain("filter", "FORWARD", ChainPolicy.Drop, Accept.If(Maybe(Question)))
            .All(SamplePackets.Tcp());

        Assert.All(walks, walk => Assert.Equal(WalkOutcome.Dropped, walk.Outcome));
        Assert.All(walks, walk => Assert.Empty(walk.Assumptions));
    }

    [Fact]
    public void A_question_and_its_negation_leave_no_third_way()
    {
        var walk = HostBuilder.WithGuestBridge()
            .Chain("filter", "FORWARD", ChainPolicy.Accept, Drop.If(Maybe(Question)), Drop.If(Maybe("-m realm ! --realm 3")))
            .Only(SamplePackets.Tcp());

        Assert.Equal(WalkOutcome.Dropped, walk.Outcome);
    }

    [Fact]
    public void Two_questions_have_two_answers()
    {
        var ends = HostBuilder.WithGuestBridge()
            .Chain("filter", "FORWARD", ChainPolicy.Accept, Drop.If(Maybe(Question)), Drop.If(Maybe("-m realm ! --realm 4")))
            .Ends(SamplePackets.Tcp());

        Assert.Contains("Forwarded eth0", ends);
    }

    [Fact]
    public void A_chain_that_is_called_twice_asks_the_same_question_once()
    {
        var walk = HostBuilder.WithGuestBridge()
            .Chain("filter", "FORWARD", ChainPolicy.Drop, Jump("ASK"), Jump("SET").If(Mark(1)), Jump("ASK"), Accept.If(Mark(1)))
            .Chain("filter", "ASK", SetMark(1).If(Maybe(Question), Mark(2)), SetMark(2).If(Maybe(Question), Mark(0)))
            .Chain("filter", "SET", Drop)
            .All(SamplePackets.Tcp());

        Assert.Equal([WalkOutcome.Dropped, WalkOutcome.Forwarded], walk.Select(one => one.Outcome));
        Assert.All(walk, one => Assert.Single(one.Assumptions));
    }

    [Fact]
    public void Routing_and_conntrack_and_translation_change_what_a_question_is_about()
    {
        string[] Ends(Action<HostBuilder> add)
        {
            var host = HostBuilder.WithGuestBridge().Chain("mangle", "PREROUTING", ChainPolicy.Accept, Drop.If(Maybe(Question)));
            add(host);
            return host.Ends(SamplePackets.Tcp());
        }

        Assert.Contains("Forwarded eth0",
            Ends(host => host.Chain("filter", "FORWARD", ChainPolicy.Drop, Accept.If(Maybe(Question)))));
        Assert.Contains("ToHost", Ends(host => host.Chain("raw", "PREROUTING", ChainPolicy.Drop, Accept.If(Maybe(Question)))
            .Chain("nat", "PREROUTING", ChainPolicy.Accept, Redirect)));
    }

    [Fact]
    public void What_the_sender_can_bring_about_is_a_way_without_an_assumption()
    {
        var walks = HostBuilder.WithGuestBridge()
            .Chain("filter", "FORWARD", ChainPolicy.Drop, Accept.If(Maybe("-m limit --limit 3/min")))
            .All(SamplePackets.Tcp());

        Assert.Equal([WalkOutcome.Dropped, WalkOutcome.Forwarded], walks.Select(walk => walk.Outcome));
        Assert.All(walks, walk => Assert.Empty(walk.Assumptions));
        Assert.Equal(["FORWARD 1 accept (sender's choice)"], walks[1].Met("filter"));
        Assert.Equal(["FORWARD 1 no match (sender's choice)", "FORWARD 0 policy drop"], walks[0].Met("filter"));
    }

    [Fact]
    public void The_sender_may_answer_otherwise_each_time()
    {
        var ends = HostBuilder.WithGuestBridge()
            .Chain("filter", "FORWARD", ChainPolicy.Accept,
                Drop.If(Maybe("-m statistic --mode random --probability 0.5")),
                Drop.If(Maybe("-m statistic --mode random ! --probability 0.5")))
            .Ends(SamplePackets.Tcp());

        Assert.Contains("Forwarded eth0", ends);
    }

    [Fact]
    public void Both_a_question_and_a_choice_of_the_sender_leave_an_assumption()
    {
        var walks = HostBuilder.WithGuestBridge()
            .Chain("filter", "FORWARD", ChainPolicy.Drop, Accept.If(Maybe("-m set --match-set guests src")))
                .All(SamplePackets.Tcp());

        var forwarded = Assert.Single(walks, walk => walk.Outcome == WalkOutcome.Forwarded);
        Assert.Equal("rule 1 of filter/FORWARD (nft) matches: -m set --match-set guests src",
            Assert.Single(forwarded.Assumptions));
    }

    [Fact]
    public void An_unmodelled_target_does_what_its_module_can_do_and_no_more()
    {
        HostBuilder Host(string target) => HostBuilder.WithGuestBridge()
            .Chain("mangle", "PREROUTING", ChainPolicy.Accept, Unknown(target))
            .Chain("filter", "FORWARD", ChainPolicy.Drop, Accept.If(Mark(0), To("198.51.100.9")), Accept.If(Mark(7)));

        Assert.Equal(["Forwarded eth0"], Host("-j TTL --ttl-set 5").Ends(SamplePackets.Tcp()));
        Assert.Equal(["Forwarded eth0"], Host("-j LOG").Ends(SamplePackets.Tcp()));
        Assert.Equal(["Dropped", "Forwarded eth0"],
            Host("-j HMARK --hmark-tuple src").Ends(SamplePackets.Tcp()).Distinct().Order());
        Assert.Contains("Dropped", Host("-j FOOBAR").Ends(SamplePackets.Tcp()));
    }

    [Fact]
    public void A_packet_that_was_rewritten_may_go_anywhere_and_match_anything()
    {
        var walks = HostBuilder.WithGuestBridge()
            .Chain("mangle", "PREROUTING", ChainPolicy.Accept, Unknown("-j NFQUEUE --queue-num 1"))
            .Chain("filter", "FORWARD", ChainPolicy.Drop, Accept.If(To("203.0.113.7"))).All(SamplePackets.Tcp());

        var forwarded = walks.Where(walk => walk.Outcome == WalkOutcome.Forwarded).ToList();
        Assert.Contains("virbr1", forwarded.Select(walk => walk.Out));
        Assert.Contains("eth0", forwarded.Select(walk => walk.Out));
        Assert.Contains("rule 1 of mangle/PREROUTING (nft) rewrites the packet: -j NFQUEUE --queue-num 1",
            forwarded[0].Assumptions);
        Assert.Contains(walks, walk => walk.Outcome == WalkOutcome.ToHost);
    }
}
