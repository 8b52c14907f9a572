using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Readers.Iptables;
using VirtAgent.Core.Readers.Records;
using VirtAgent.Core.Rulesets;
using VirtAgent.Tests.Core.Readers.Iptables;
using VirtAgent.Tests.Support;

namespace VirtAgent.Tests.Core.Readers.Records;

/// <summary>iptables-save read by itself, ahead of nft.</summary>
public class FirewallAheadTests
{
    public static TheoryData<string> Hosts => [.. RecordedHosts.All];

    [Theory]
    [MemberData(nameof(Hosts))]
    public void What_has_not_changed_reads_as_it_did(string name)
    {
        var record = RecordedHosts.Read(name);
        var settled = FirewallReader.Read(record);
        var ahead = FirewallReader.Ahead(settled, record);
        Assert.Equal(Lines(settled), Lines(ahead));
        Assert.Equal(settled.Taints, ahead.Taints);
        Assert.Equal(settled.Gaps, ahead.Gaps);
    }

    [Theory]
    [MemberData(nameof(Hosts))]
    public void A_text_with_lines_added_and_taken_away_reads_as_by_itself(string name)
    {
        var text = RecordedHosts.Read(name).Files[RecordFile.Iptables];
        var known = IptablesSaveReader.Read(text, Family.IPv4, Backend.Nft);
        var lines = text.Split('\n').ToList();
        for (var at = 0; at < lines.Count; at++)
        {
            if (!lines[at].StartsWith("-A ", StringComparison.Ordinal)) continue;
            var chain = lines[at].Split(' ')[1];
            string[] added = [.. lines[..at], $"-A {chain} -s 10.9.8.0/24 -p tcp -m tcp --dport 80 -j ACCEPT", .. lines[at..]];
            string[] removed = [.. lines[..at], .. lines[(at + 1)..]];
            foreach (var newer in new[] { string.Join('\n', added), string.Join('\n', removed) })
                Assert.Equal(
                    Lines(IptablesSaveReader.Read(newer, Family.IPv4, Backend.Nft)),
                    Lines(IptablesSaveReader.Read(newer, Family.IPv4, Backend.Nft, known)));
        }
    }

    [Fact]
    public void A_rule_that_nft_showed_otherwise_is_not_believed_in_its_new_place_either()
    {
        var nft = IptablesTexts.Fixture("set-lookup.nft.json");
        var text = IptablesTexts.Fixture("set-lookup.iptables-save");
        var settled = FirewallReader.Read(IptablesTexts.Record(text, nft));

        var ahead = FirewallReader.Ahead(settled, IptablesTexts.Record(
            text.Replace("-A FORWARD -j DROP\n", "-A FORWARD -i virbr1 -j ACCEPT\n-A FORWARD -j DROP\n",
                StringComparison.Ordinal), nft));

        var forward = ahead.RuleSets[0].Table("filter")!.Chain("FORWARD")!.Rules;
        Assert.Equal(("-A FORWARD -i virbr1 -j ACCEPT", true), (forward[0].Text, forward[0].IsExact));
        Assert.Equal(("-A FORWARD -j DROP", 2, false), (forward[1].Text, forward[1].Number, forward[1].IsExact));
        Assert.Equal(settled.Taints, ahead.Taints);
    }

    [Fact]
    public void Of_two_rules_with_one_line_neither_is_believed_where_one_was_not()
    {
        const string Counted = """{"counter": {"packets": 0, "bytes": 0}}, {"drop": null}""";
        const string Foreign = """{"match": {"op": "==", "left": {"meta": {"key": "cpu"}}, "right": 1}}, {"counter": {"packets": 0, "bytes": 0}}, {"drop": null}""";
        var nft = IptablesTexts.Nft([Counted, Foreign]);
        var settled = FirewallReader.Read(IptablesTexts.Record(IptablesTexts.Filter("-j DROP", "-j DROP"), nft));
        Assert.Equal([true, false], settled.RuleSets[0].Table("filter")!.Chain("FORWARD")!.Rules.Select(rule => rule.IsExact));

        var ahead = FirewallReader.Ahead(settled, IptablesTexts.Record(IptablesTexts.Filter("-j DROP"), nft));

        Assert.False(Assert.Single(ahead.RuleSets[0].Table("filter")!.Chain("FORWARD")!.Rules).IsExact);
    }

    [Fact]
    public void A_line_means_what_its_chains_say_now()
    {
        const string Text = "*filter\n:FORWARD ACCEPT [0:0]\n{0}-A FORWARD -j TARPIT\nCOMMIT\n";
        var known = IptablesSaveReader.Read(Text.Replace("{0}", "", StringComparison.Ordinal), Family.IPv4, Backend.Nft);
        var newer = IptablesSaveReader.Read(
            Text.Replace("{0}", ":TARPIT - [0:0]\n", StringComparison.Ordinal), Family.IPv4, Backend.Nft, known);
        Assert.IsType<Target.Unmodelled>(known.Table("filter")!.Chain("FORWARD")!.Rules[0].Target);
        Assert.IsType<Target.Jump>(newer.Table("filter")!.Chain("FORWARD")!.Rules[0].Target);
    }

    [Fact]
    public void A_table_that_nft_showed_otherwise_stays_what_it_was()
    {
        var nft = IptablesTexts.Nft([]);
        var settled = FirewallReader.Read(IptablesTexts.Record(IptablesTexts.Filter("-j DROP"), nft));
        Assert.Null(Assert.Single(settled.Taints).Chain);

        var ahead = FirewallReader.Ahead(settled, IptablesTexts.Record(IptablesTexts.Filter("-i virbr1 -j DROP"), nft));

        Assert.Same(settled.RuleSets[0].Table("filter"), ahead.RuleSets[0].Table("filter"));
    }

    [Fact]
    public void A_text_that_cannot_be_read_is_a_gap_and_no_rules()
    {
        var nft = IptablesTexts.Nft([]);
        var settled = FirewallReader.Read(IptablesTexts.Record(IptablesTexts.Filter(), nft));
        var ahead = FirewallReader.Ahead(settled, IptablesTexts.Record("*filter\n:FORWARD ACCEPT [0:0]\n", nft));
        Assert.Equal(RecordFile.Iptables, Assert.Single(ahead.Gaps).Source);
        Assert.DoesNotContain(ahead.RuleSets, rules => rules.Family == Family.IPv4);
    }

    private static IEnumerable<string> Lines(FirewallReading reading) => reading.RuleSets.SelectMany(Lines);

    private static IEnumerable<string> Lines(RuleSet rules) =>
        from table in rules.Tables
        from chain in table.Chains.Values
        from line in chain.Rules.Select(rule =>
            $"{rule.Number} {rule.Text} {string.Join(' ', rule.Matches)} {rule.Target} {rule.MergedNegations}")
                .Prepend($"{chain.Name} {chain.Policy}")
        select $"{rules.Family} {rules.Backend} {table.Name}: {line}";
}
