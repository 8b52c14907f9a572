using VirtAgent.Core.Readers.Nftables;
using VirtAgent.Core.Text;
using VirtAgent.Tests.Core.Readers.Iptables;
using VirtAgent.Tests.Support;

namespace VirtAgent.Tests.Core.Readers.Nftables;

public class NftRulesetReaderTests
{
    [Fact]
    public void Tables_chains_and_rules_are_read()
    {
        var ruleset = NftRulesetReader.Read(IptablesTexts.Fixture("set-lookup.nft.json"));
        Assert.Equal(("ip", "filter", false, false), Assert.Single(ruleset.Tables) is var table
            ? (table.Family, table.Name, table.IsDormant, table.MayBeDormant) : default);
        var forward = ruleset.Chain("ip", "filter", "FORWARD")!;
        Assert.Equal(("filter", "forward", 0, "accept"), (forward.Type, forward.Hook, forward.Priority, forward.Policy));
        Assert.Equal([6, 3], ruleset.Rules(forward).Select(rule => rule.Handle));
        Assert.Null(ruleset.Chain("ip", "filter", "LIBVIRT_FWO")!.Hook);
    }

    [Theory]
    [InlineData("\"dormant\"", true, false)]
    [InlineData("[\"dormant\", \"owner\"]", true, false)]
    [InlineData("\"owner\"", false, false)]
    // What nft 1.0.6 prints for dormant: whatever lay in memory.
    [InlineData("\"filter\"", false, true)]
    public void Flags_of_a_table_are_read(string flags, bool dormant, bool mayBe)
    {
        var table = NftRulesetReader.Read(
            $$$"""{"nftables": [{"metainfo": {}}, {"table": {"family": "ip", "name": "t", "handle": 1, "flags": {{{flags}}}}}]}""").Tables.Single();
        Assert.Equal((dormant, mayBe), (table.IsDormant, table.MayBeDormant));
    }

    [Fact]
    public void A_text_that_is_cut_anywhere_is_refused()
    {
        var text = IptablesTexts.Fixture("set-lookup.nft.json").TrimEnd();
        for (var length = 0; length < text.Length; length += 7)
            Assert.Throws<ReadException>(() => NftRulesetReader.Read(text[..length]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"nftables": []}""")]
    [InlineData("""{"nftables": {}}""")]
    [InlineData("""{"nftables": [{"metainfo": {"json_schema_version": 2}}]}""")]
    [InlineData("""{"nftables": [{"metainfo": {}}, 5]}""")]
    [InlineData("""{"nftables": [{"metainfo": {}}, {"table": {"family": "ip"}}]}""")]
    [InlineData("""{"nftables": [{"metainfo": {}}, {"chain": {"family": "ip", "table": "t", "name": "c", "handle": 1}}]}""")]
    [InlineData("""{"nftables": [{"metainfo": {}}, {"table": {"family": "ip", "name": "\ud800"}}]}""")]
    public void What_nft_does_not_print_is_refused(string text) =>
        Assert.Throws<ReadException>(() => NftRulesetReader.Read(text));

    [Fact]
    public void Every_nft_text_of_the_corpus_is_read()
    {
        var files = Directory.GetFiles(SharedData.Path("rulesets"), "*.json");
        Assert.NotEmpty(files);
        foreach (var file in files) Assert.NotEmpty(NftRulesetReader.Read(File.ReadAllText(file)).Tables);
    }
}
