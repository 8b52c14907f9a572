using VirtAgent.Core.Analysis;
using VirtAgent.Core.Findings;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Rulesets;
using VirtAgent.Tests.Core.Analysis.Bridges;
using VirtAgent.Tests.Support;
using static VirtAgent.Tests.Support.RuleLine;

namespace VirtAgent.Tests.Core.Findings;

/// <summary>No two findings of an audit have the same key, and a key does not change with what stands beside it.</summary>
public class FindingKeyTests
{
    [Fact]
    public void The_same_rule_in_both_backends_is_two_findings()
    {
        RuleLine[] rules = [Accept.If(Dport(80)), Accept.If(Out("eth0"))];
        var audit = Audit(Leaking()
            .Chain(Family.IPv4, Backend.Nft, "filter", "FORWARD", ChainPolicy.Drop, rules)
            .Chain(Family.IPv4, Backend.Legacy, "filter", "FORWARD", ChainPolicy.Drop, rules));
        Assert.Contains(audit.Findings, finding => finding.Subject == "out IPv4: legacy -A FORWARD -j ACCEPT");
        AssertDistinct(audit);
    }

    [Fact]
    public void A_text_that_stands_twice_is_two_findings_where_both_may_accept()
    {
        var maybe = Accept.If(Maybe("-m statistic --mode random"));
        var audit = Audit(Leaking().Chain("filter", "FORWARD", ChainPolicy.Drop, maybe, maybe));
        Assert.Equal(
            ["out IPv4: -A FORWARD -j ACCEPT", "out IPv4: -A FORWARD -j ACCEPT (#2)"],
            audit.Findings.Select(finding => finding.Subject)
                .Where(subject => subject.StartsWith("out IPv4", StringComparison.Ordinal)).Order());
        AssertDistinct(audit);
    }

    [Fact]
    public void A_rule_that_is_reached_on_two_ways_is_one_finding()
    {
        var audit = Audit(Leaking()
            .Chain("filter", "FORWARD", ChainPolicy.Drop, Jump("A").If(Dport(80)), Jump("A").If(Dport(443)))
            .Chain("filter", "A", Accept));
        Assert.Single(audit.Findings, finding => finding.Subject.StartsWith("out IPv4: -A A", StringComparison.Ordinal));
        AssertDistinct(audit);
    }

    [Fact]
    public void Tainted_rules_of_a_chain_are_one_finding_whatever_their_numbers()
    {
        var (before, after) = (Tainted(3), Tainted(4, 7));
        Assert.Equal(before.Key, after.Key);
        Assert.Equal(["rule 4: nft shows more", "rule 7: nft shows more"], after.Evidence);

        static Finding Tainted(params int[] rules) => Assert.Single(
            Judge.Audit(Leaking().Build() with
            {
                Taints = [.. rules.Select(rule => new Taint(Family.IPv4, "filter", "FORWARD", rule, "nft shows more"))],
            }).Findings,
            finding => finding.Code == FindingCode.RulesTainted);
    }

    [Fact]
    public void Everything_wrong_at_once_is_many_findings_with_a_key_each()
    {
        var audit = Judge.Audit(BridgedHost.WithWebIn()
            .Plug("db", "iso", "vnet1", "p2", 1)
            .Port("p3", "iso", "gone", 3, bridge: "virbr1").Port("p3", "nat", "gone", 3, bridge: "virbr0")
            .Nic("web", "network", 5, "iso", "virbr1", "p9", "vnet5").Tap("vnet5", "virbr0", 5)
            .Nic("web", "bridge", 6, bridge: "virbr1", tap: "vnet6").Tap("vnet6", "virbr1", 6)
            .Device("eth0", null, "virbr1").Device("eth1", null, "virbr1").Unread(RecordFile.Nft)
                .Unread(RecordFile.Routes4).Host);
        Assert.True(audit.Findings.Count > 8);
        AssertDistinct(audit);
    }

    private static HostBuilder Leaking() => HostBuilder.WithGuestBridge();

    // What iptables prints of rules that differ only in what this test does not look at.
    private static Audit Audit(HostBuilder builder)
    {
        var host = builder.Build();
        var network = new VirtualNetwork("iso", "uuid-of-iso", ForwardMode.None, [], "virbr1", false, false, [], []);
        return Judge.Audit(host with
        {
            Networks = [network],
            RuleSets = [.. host.RuleSets.Select(set => set with { Tables = [.. set.Tables.Select(WithEqualTexts)] })],
        });
    }

    private static RuleTable WithEqualTexts(RuleTable table) => table with
    {
        Chains = table.Chains.ToDictionary(chain => chain.Key, chain => chain.Value with
        {
            Rules = [.. chain.Value.Rules.Select(rule => rule with { Text = $"-A {chain.Key} -j ACCEPT" })],
        }),
    };

    private static void AssertDistinct(Audit audit) =>
        Assert.Equal(audit.Findings.Count, audit.Findings.DistinctBy(finding => finding.Key).Count());
}
