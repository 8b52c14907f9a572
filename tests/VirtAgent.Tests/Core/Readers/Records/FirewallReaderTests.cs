using System.Text.Json;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Readers.Iptables;
using VirtAgent.Core.Readers.Records;
using VirtAgent.Core.Rulesets;
using VirtAgent.Tests.Core.Readers.Iptables;

namespace VirtAgent.Tests.Core.Readers.Records;

public class FirewallReaderTests
{
    [Fact]
    public void A_set_lookup_that_iptables_save_prints_as_a_drop_of_everything_is_not_believed()
    {
        var text = IptablesTexts.Fixture("set-lookup.iptables-save");
        Assert.Contains("-A FORWARD -j DROP\n", text, StringComparison.Ordinal);
        var reading = FirewallReader.Read(IptablesTexts.Record(text, IptablesTexts.Fixture("set-lookup.nft.json")));

        var taint = Assert.Single(reading.Taints);
        Assert.Equal((Family.IPv4, "filter", "FORWARD", 1), (taint.Family, taint.Table, taint.Chain, taint.Number));
        var forward = reading.RuleSets[0].Table("filter")!.Chain("FORWARD")!.Rules;
        Assert.IsType<Match.Unmodelled>(Assert.Single(forward[0].Matches));
        Assert.IsType<Target.Unmodelled>(forward[0].Target);
        Assert.Equal("-A FORWARD -j DROP", forward[0].Text);
        Assert.True(forward[1].IsExact);
        Assert.Empty(reading.Gaps);
    }

    public static TheoryData<string> ForeignRules =>
        [.. Foreign().Select(entry => entry.GetProperty("name").GetString()!)];

    [Theory]
    [MemberData(nameof(ForeignRules))]
    public void A_rule_that_iptables_did_not_write_is_never_believed(string name)
    {
        var entry = Foreign().Single(entry => entry.GetProperty("name").GetString() == name);
        var reading = FirewallReader.Read(
            IptablesTexts.Record(entry.GetProperty("iptables_save").GetString()!, entry.GetProperty("nft").GetRawText()));
        if (reading.Gaps.Count > 0)
        {
            Assert.Equal(RecordFile.Iptables, Assert.Single(reading.Gaps).Source);
            return;
        }

        var taint = Assert.Single(reading.Taints);
        Assert.True(taint.Chain is null || (taint.Chain, taint.Number) == ("FORWARD", 1), taint.ToString());
        Assert.IsType<Target.Unmodelled>(reading.RuleSets[0].Table("filter")!.Chain("FORWARD")!.Rules[0].Target);
    }

    [Theory]
    [InlineData("iptables-nft-1.8.9.iptables-save", "iptables-nft-1.8.9.nft.json", Family.IPv4)]
    [InlineData("iptables-nft-1.8.9.ip6tables-save", "iptables-nft-1.8.9.ip6.nft.json", Family.IPv6)]
    public void What_iptables_writes_for_every_match_and_target_is_believed(string save, string nft, Family family)
    {
        var text = IptablesTexts.Fixture(save);
        var record = family == Family.IPv4
            ? IptablesTexts.Record(text, IptablesTexts.Fixture(nft))
            : IptablesTexts.Record("", IptablesTexts.Fixture(nft), (RecordFile.Ip6tables, text));
        var reading = FirewallReader.Read(record);
        Assert.Empty(reading.Taints);
        Assert.Empty(reading.Gaps);
        Assert.Empty(reading.Native.Rewrites);
        Assert.Equal(IptablesSaveReader.Read(text, family, Backend.Nft).Tables.Count, reading.RuleSets[(int)family].Tables.Count);
    }

    [Theory]
    // nft prints it, iptables-save says something else of it.
    [InlineData("-s 10.0.0.0/8 -j DROP", "-j DROP")]
    [InlineData("-s 10.0.0.0/8 -j DROP", "-s 10.0.0.0/9 -j DROP")]
    [InlineData("-s 10.0.0.0/8 -j DROP", "! -s 10.0.0.0/8 -j DROP")]
    [InlineData("-s 10.0.0.0/8 -j DROP", "-d 10.0.0.0/8 -j DROP")]
    [InlineData("-s 10.0.0.0/8 -j DROP", "-s 10.0.0.0/8 -j ACCEPT")]
    [InlineData("-s 10.0.0.0/8 -j DROP", "-s 10.0.0.0/8 -i virbr0 -j DROP")]
    [InlineData("-s 10.0.0.0/8 -j DROP", "-s 10.0.0.0/8 -m mac --mac-source 52:54:00:00:00:01 -j DROP")]
    [InlineData("-s 10.0.0.0/8 -j DROP", "-s 10.0.0.0/8")]
    [InlineData("-s 10.0.0.0/8 -j DROP", "-s 10.0.0.0/8 -j DROP", true)]
    public void A_condition_or_verdict_that_differs_is_a_taint(string native, string printed, bool agrees = false)
    {
        Assert.Equal("-s 10.0.0.0/8 -j DROP", native);
        const string Rule =
            """
            {"match": {"op": "==", "left": {"payload": {"protocol": "ip", "field": "saddr"}},
                       "right": {"prefix": {"addr": "10.0.0.0", "len": 8}}}},
            {"counter": {"packets": 0, "bytes": 0}}, {"drop": null}
            """;
        var reading = FirewallReader.Read(IptablesTexts.Record(IptablesTexts.Filter(printed), IptablesTexts.Nft([Rule])));
        Assert.Equal(agrees ? 0 : 1, reading.Taints.Count);
        Assert.Equal(agrees, reading.RuleSets[0].Table("filter")!.Chain("FORWARD")!.Rules[0].IsExact);
    }

    [Fact]
    public void A_tainted_rule_that_marks_or_leads_on_takes_the_proof_away()
    {
        const string Marks = """{"counter": {"packets": 0, "bytes": 0}}, {"mangle": {"key": {"meta": {"key": "mark"}}, "value": 5}}""";
        var marking = FirewallReader.Read(IptablesTexts.Record(IptablesTexts.Filter(""), IptablesTexts.Nft([Marks])));
        Assert.Equal("meta mark set", Assert.Single(marking.Native.Rewrites).What);

        const string Jumps = """{"jump": {"target": "U"}}""";
        var jumping = FirewallReader.Read(IptablesTexts.Record(IptablesTexts.Filter("-j U"), IptablesTexts.Nft([Jumps])));
        Assert.Single(jumping.Taints);
        Assert.Single(jumping.Native.Rewrites);
    }

    [Theory]
    [InlineData("count", 2, "accept", "FORWARD", 0)]
    [InlineData("policy", 1, "drop", "FORWARD", 0)]
    [InlineData("built-in chain", 1, "accept", "OUTPUT", 0)]
    [InlineData("flag", 1, "accept", "FORWARD", 0, "filter")]
    public void A_table_that_nft_shows_differently_is_not_believed_at_all(
        string what, int rules, string policy, string chain, int priority, string? flag = null)
    {
        const string Drop = """{"counter": {"packets": 0, "bytes": 0}}, {"drop": null}""";
        var nft = IptablesTexts.Nft([.. Enumerable.Repeat(Drop, rules)], policy, chain, priority, flag);
        var reading = FirewallReader.Read(IptablesTexts.Record(IptablesTexts.Filter("-j DROP"), nft));
        var taint = Assert.Single(reading.Taints);
        Assert.Equal(("filter", null, null), (taint.Table, taint.Chain, taint.Number));
        var forward = reading.RuleSets[0].Table("filter")!.Chain("FORWARD")!;
        Assert.True(forward.Policy == ChainPolicy.Accept, what);
        Assert.IsType<Target.Unmodelled>(Assert.Single(forward.Rules).Target);
        Assert.IsType<Match.Unmodelled>(Assert.Single(forward.Rules[0].Matches));
        Assert.NotEmpty(reading.Native.Rewrites);
    }

    [Fact]
    public void A_table_that_iptables_save_keeps_to_itself_may_do_anything()
    {
        var nft = IptablesTexts.Nft(["""{"counter": {"packets": 0, "bytes": 0}}, {"accept": null}"""]);
        var reading = FirewallReader.Read(IptablesTexts.Record("# Table `filter' is incompatible, use 'nft' tool.\n", nft));
        Assert.Equal("filter", Assert.Single(reading.Taints).Table);
        Assert.IsType<Target.Unmodelled>(reading.RuleSets[0].Table("filter")!.Chain("FORWARD")!.Rules.Single().Target);
    }

    [Fact]
    public void A_dormant_table_has_no_rules()
    {
        var nft = IptablesTexts.Nft(["""{"counter": {"packets": 0, "bytes": 0}}, {"drop": null}"""], flag: "dormant");
        var reading = FirewallReader.Read(IptablesTexts.Record(IptablesTexts.Filter("-j DROP"), nft));
        Assert.Contains("dormant", Assert.Single(reading.Taints).Reason, StringComparison.Ordinal);
        Assert.Empty(reading.RuleSets[0].Tables);
    }

    [Fact]
    public void A_base_chain_that_is_not_iptables_own_counts_as_native()
    {
        var nft = IptablesTexts.Nft(["""{"counter": {"packets": 0, "bytes": 0}}, {"drop": null}"""], priority: -7);
        var reading = FirewallReader.Read(IptablesTexts.Record(IptablesTexts.Filter(), nft));
        Assert.Empty(reading.Taints);
        Assert.Equal(("FORWARD", "drop"), (Assert.Single(reading.Native.Drops).Chain, reading.Native.Drops[0].What));
    }

    [Fact]
    public void What_was_not_recorded_is_a_gap_unless_the_header_says_so_or_it_is_legacy()
    {
        var record = IptablesTexts.Record("");
        var header = record.Header with { Gaps = [new Gap(RecordFile.Nft, "no permission")] };
        var reading = FirewallReader.Read(new HostRecord(header, new Dictionary<string, string>()));
        Assert.Equal([RecordFile.Iptables, RecordFile.Ip6tables], reading.Gaps.Select(gap => gap.Source));
        Assert.Empty(reading.RuleSets);
        Assert.Empty(FirewallReader.Read(record).Gaps);
    }

    [Theory]
    [InlineData(RecordFile.Iptables, "*filter\n")]
    [InlineData(RecordFile.Ip6tables, "nonsense")]
    [InlineData(RecordFile.Nft, "{")]
    [InlineData(RecordFile.IptablesLegacy, "*filter\n")]
    public void A_file_that_cannot_be_read_is_a_gap_and_gives_no_rules(string source, string text)
    {
        var reading = FirewallReader.Read(IptablesTexts.Record("", null, (source, text)));
        Assert.Equal(source, Assert.Single(reading.Gaps).Source);
        Assert.Equal(source is RecordFile.Nft or RecordFile.IptablesLegacy ? 2 : 1, reading.RuleSets.Count);
    }

    private static JsonElement[] Foreign() =>
        [.. JsonElement.Parse(IptablesTexts.Fixture("foreign-rules.json")).EnumerateArray()];
}
