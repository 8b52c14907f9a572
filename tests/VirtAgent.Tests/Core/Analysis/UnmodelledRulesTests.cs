using VirtAgent.Core.Analysis;
using VirtAgent.Core.Findings;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Routing;
using VirtAgent.Tests.Support;

namespace VirtAgent.Tests.Core.Analysis;

/// <summary>
/// What a rule that is not modelled costs: all it may do is reckoned with, and no more than that. Each case was tried with real
/// packets in a lab; what crossed there leaks or is undecided here, and what did not is isolated.
/// </summary>
public class UnmodelledRulesTests
{
    [Theory]
    [InlineData("filter", "-A FORWARD -m recent --rcheck --seconds 60 --name banned --mask 255.255.255.255 --rsource -j DROP")]
    [InlineData("filter", "-A FORWARD -m set --match-set crowdsec src -j DROP")]
    [InlineData("filter", "-A FORWARD -m hashlimit --hashlimit-above 10/sec --hashlimit-mode srcip --hashlimit-name x -j DROP")]
    [InlineData("raw", "-A PREROUTING -m rpfilter --validmark --invert -j DROP")]
    [InlineData("mangle", "-A FORWARD -m string --string evil --algo bm --to 65535 -j DROP")]
    [InlineData("filter", "-A FORWARD -m physdev --physdev-is-bridged -j ACCEPT")]
    [InlineData("filter", "-A FORWARD -m physdev ! --physdev-is-bridged -m set --match-set x src -j DROP")]
    [InlineData("filter", "-A FORWARD -m limit --limit 3/min -j LOG")]
    public void Rules_that_can_only_take_packets_away_leave_an_isolated_network_isolated(string table, string line) =>
        Assert.Equal(PromiseVerdict.Isolated, IPv4Of(StockHost.Of().Add(table, line), "isolated46"));

    [Theory]
    [InlineData("filter", "-A FORWARD -m recent --rcheck --seconds 60 --name banned --mask 255.255.255.255 --rsource -j DROP")]
    [InlineData("filter", "-A FORWARD -m set --match-set crowdsec src -j DROP")]
    [InlineData("filter", "-A FORWARD -m hashlimit --hashlimit-above 10/sec --hashlimit-mode srcip --hashlimit-name x -j DROP")]
    [InlineData("raw", "-A PREROUTING -m rpfilter --validmark --invert -j DROP")]
    [InlineData("filter", "-A FORWARD -m rt --rt-type 0 -j DROP")]
    public void An_accept_behind_a_drop_that_a_sender_can_avoid_is_a_leak(string table, string line) => Assert.Equal(
        PromiseVerdict.Leaking,
            IPv4Of(StockHost.Of().Add(table, line).Add("filter", "-A FORWARD -i virbr2 -j ACCEPT"), "isolated46"));

    [Theory]
    [InlineData("-m limit --limit 1/day")]
    [InlineData("-m statistic --mode random --probability 0.00100000007")]
    [InlineData("-m string --string open --algo bm --to 65535")]
    [InlineData("-m time --timestart 10:00:00 --timestop 11:00:00")]
    public void An_accept_that_a_sender_meets_by_trying_is_a_leak(string match) =>
        Assert.Equal(PromiseVerdict.Leaking,
            IPv4Of(StockHost.Of().Add("filter", $"-A FORWARD -i virbr2 {match} -j ACCEPT"), "isolated46"));

    [Theory]
    [InlineData("-m set --match-set allowed dst")]
    [InlineData("-m policy --dir in --pol none")]
    [InlineData("-m devgroup --src-group 0x1")]
    public void An_accept_that_depends_on_what_nobody_knows_is_undecided(string match)
    {
        var audit = StockHost.Of().Add("filter", $"-A FORWARD -i virbr2 {match} -j ACCEPT").Audit();
        Assert.Equal(PromiseVerdict.Undecided, audit.Networks.Single(network => network.Network.Name == "isolated46").IPv4);
        var finding = audit.Findings.First(finding => finding.Code == FindingCode.ForwardUndecided);
        Assert.Contains($"depends on {match}", finding.Evidence);
    }

    [Fact]
    public void The_same_unmodelled_match_gives_the_same_answer_wherever_it_stands() => Assert.Equal(
        PromiseVerdict.Isolated,
        IPv4Of(StockHost.Of().Add("filter", "-A FORWARD -m policy --dir in --pol none -j DROP")
            .Add("filter", "-A FORWARD -i virbr2 -m policy --dir in --pol none -j ACCEPT"), "isolated46"));

    [Fact]
    public void Neither_answer_of_an_unmodelled_match_saves_a_network_whose_every_packet_is_accepted_by_one_of_two_rules() =>
        Assert.Equal(
        PromiseVerdict.Leaking,
        IPv4Of(StockHost.Of().Add("filter", "-A FORWARD -i virbr2 -m set --match-set a src -j ACCEPT")
            .Add("filter", "-A FORWARD -i virbr2 -m set ! --match-set a src -j ACCEPT"), "isolated46"));

    [Theory]
    [InlineData("mangle", "-A PREROUTING -i virbr2 -j TEE --gateway 198.51.100.2")]
    [InlineData("mangle", "-A FORWARD -i virbr2 -j TEE --gateway 198.51.100.2")]
    [InlineData("mangle", "-A INPUT -i virbr2 -j TEE --gateway 198.51.100.2")]
    public void A_copy_leaks_whatever_stops_the_packet_itself(string table, string line)
    {
        var audit = StockHost.Of().Add(table, line).Audit();
        Assert.Equal(PromiseVerdict.Leaking, audit.Networks.Single(network => network.Network.Name == "isolated46").IPv4);
        Assert.Contains(audit.Findings, finding => finding is { Code: FindingCode.ForwardLeak, Network: "isolated46" }
            && finding.Subject.StartsWith("out IPv4: copies", StringComparison.Ordinal));
    }

    [Fact]
    public void A_copy_into_an_isolated_network_leaks_too() => Assert.Equal(
        PromiseVerdict.Leaking,
            IPv4Of(StockHost.Of().Add("mangle", "-A PREROUTING -i up0 -j TEE --gateway 10.2.0.50"), "isolated46"));

    [Fact]
    public void A_copy_of_a_packet_between_two_other_devices_leaks_into_the_network_it_is_sent_to() => Assert.Equal(
        PromiseVerdict.Leaking,
        IPv4Of(StockHost.Of().Add("mangle", "-A FORWARD -i virbr0 -o up0 -j TEE --gateway 10.2.0.50"), "isolated46"));

    [Fact]
    public void What_the_host_itself_sends_may_be_copied_into_a_network_whatever_it_takes_in() => Assert.NotEqual(
        PromiseVerdict.Isolated,
        IPv4Of(StockHost.Of().Add("filter", "-A INPUT -j DROP")
            .Add("mangle", "-A OUTPUT -j TEE --gateway 10.2.0.50"), "isolated46"));

    [Fact]
    public void A_listener_that_packets_are_queued_to_may_set_the_mark_that_is_accepted() => Assert.NotEqual(
        PromiseVerdict.Isolated,
        IPv4Of(StockHost.Of().Add("mangle", "-A PREROUTING -j NFQUEUE --queue-num 0")
            .Add("filter", "-A FORWARD -m mark --mark 0x7 -j ACCEPT"), "isolated46"));

    [Fact]
    public void A_destination_moved_by_network_leaks_where_the_rules_accept_the_new_one() => Assert.Equal(
        PromiseVerdict.Leaking,
        IPv4Of(StockHost.Of().Add("nat", "-A PREROUTING -d 10.77.0.0/24 -j NETMAP --to 198.51.100.0/24")
            .Add("filter", "-A FORWARD -d 198.51.100.0/24 -j ACCEPT"), "isolated46"));

    [Fact]
    public void A_destination_port_that_is_shifted_is_not_taken_for_the_old_one() => Assert.NotEqual(
        PromiseVerdict.Isolated,
        IPv4Of(StockHost.Of()
            .Add("nat", "-A PREROUTING -p udp -m udp --dport 1000:2000 -j DNAT --to-destination 198.51.100.2:5000-6000/1000")
            .Add("filter", "-A FORWARD -p udp -m udp --dport 5000:6000 -j ACCEPT"), "isolated46"));

    [Fact]
    public void What_a_rule_that_is_not_understood_translates_is_shown_as_it_leaves()
    {
        var audit = StockHost.Of()
            .Add("nat", "-A PREROUTING -i virbr2 -p udp -j DNAT --to-destination 198.51.100.2 --to-nowhere")
            .Add("filter", "-A FORWARD -m conntrack --ctstate DNAT -j ACCEPT")
            .Add("filter", "-A FORWARD -j DROP").Audit();

        var finding = audit.Findings.First(finding => finding is { Code: FindingCode.ForwardUndecided, Network: "isolated46" });
        Assert.Equal("virbr2", finding.Witness?.Packet.In);
    }

    [Fact]
    public void A_port_counted_from_a_base_is_one_of_the_range_and_of_no_other()
    {
        static StockHost Shifted(int ports) => StockHost.Of()
            .Add("nat", "-A PREROUTING -i virbr2 -p udp -j DNAT --to-destination 198.51.100.2:6000-6010/5000")
            .Add("filter", $"-A FORWARD -i virbr2 -p udp -m udp --dport {ports} -m conntrack --ctstate DNAT -j ACCEPT");

        Assert.NotEqual(PromiseVerdict.Isolated, IPv4Of(Shifted(6010), "isolated46"));
        Assert.Equal(PromiseVerdict.Isolated, IPv4Of(Shifted(6011), "isolated46"));
    }

    [Fact]
    public void A_helper_may_make_related_what_its_client_asks_for() => Assert.NotEqual(
        PromiseVerdict.Isolated,
        IPv4Of(StockHost.Of().Add("raw", "-A PREROUTING -p tcp -m tcp --dport 6667 -j CT --helper irc")
            .Add("filter", "-A FORWARD -m conntrack --ctstate RELATED -j ACCEPT"), "isolated46"));

    [Theory]
    [InlineData(0, PromiseVerdict.Isolated)]
    [InlineData(1, PromiseVerdict.Undecided)]
    public void Helpers_that_read_every_flow_may_make_related_like_those_of_a_rule(int value, PromiseVerdict expected)
    {
        var audit = StockHost.Of().Add("filter", "-A FORWARD -m conntrack --ctstate RELATED -j ACCEPT")
            .Sysctl("net.netfilter.nf_conntrack_helper", value).Audit();
        Assert.Equal(expected, audit.Networks.Single(verdict => verdict.Network.Name == "isolated46").IPv4);
        Assert.Equal(value == 1, audit.Findings.Any(finding => finding.Code == FindingCode.ForwardUndecided
            && finding.Evidence.Any(fact => fact.Contains("nf_conntrack_helper", StringComparison.Ordinal))));
    }

    [Theory]
    [InlineData("type unreachable", 0x80000u, false, PromiseVerdict.Leaking)]
    [InlineData("sport 1-1024", 0x80000u, false, PromiseVerdict.Leaking)]
    [InlineData("sport 1-1024", null, false, PromiseVerdict.Undecided)]
    [InlineData("sport 1-1024", 0x80000u, true, PromiseVerdict.Undecided)]
    public void A_routing_rule_that_is_not_understood_costs_nothing_where_no_packet_has_its_mark(
        string unmodelled, uint? mark, bool negated, PromiseVerdict verdict)
    {
        var host = StockHost.Of().Add("filter", "-A FORWARD -i virbr2 -j ACCEPT").Build();
        var any = AddressMask.Any(Family.IPv4);
        var rule = new PolicyRule(Family.IPv4, 5250, negated, any, any, null, mark, 0xff0000, null, [unmodelled]);

        var audit = Judge.Audit(host with { PolicyRules = [.. host.PolicyRules, rule] });

        Assert.Equal(verdict, audit.Networks.Single(network => network.Network.Name == "isolated46").IPv4);
    }

    private static PromiseVerdict IPv4Of(StockHost host, string network) =>
        host.Audit().Networks.Single(verdict => verdict.Network.Name == network).IPv4;
}
