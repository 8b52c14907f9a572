using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Readers.Iptables;
using VirtAgent.Core.Rulesets;
using VirtAgent.Core.Text;
using VirtAgent.Tests.Corpora;
using VirtAgent.Tests.Support;

namespace VirtAgent.Tests.Core.Readers.Iptables;

/// <summary>Firewalls with everything that hosts have in theirs, and the recorded ones.</summary>
public class GeneratedRulesetTests
{
    [Fact]
    public void No_line_and_no_word_of_a_ruleset_is_lost()
    {
        foreach (var (name, family, generated) in GeneratedRulesets.All)
            Assert.Equal(generated.Rules, RuleWords.AssertNothingLost(generated.Text, family, name).Count);
        foreach (var (name, text, family) in Hosts()) RuleWords.AssertNothingLost(text, family, name);
    }

    [Fact]
    public void What_is_called_modelled_is_modelled_exactly_and_nothing_else()
    {
        foreach (var (name, family, generated) in GeneratedRulesets.All)
            foreach (var rule in RuleWords.AssertNothingLost(generated.Text, family, name))
                Assert.True(rule.IsExact == generated.IsModelled(rule.Text), $"{name}: exact is {rule.IsExact}: {rule.Text}");
    }

    [Theory]
    [InlineData("\n*filter\n", "\nHere is my firewall, what is wrong with it?\n*filter\n")]
    [InlineData("-j LOG_DROP\n", "-j LOG_DROPPED\n")]
    [InlineData("-j ACCEPT\n", "-j Acc\n")]
    [InlineData("-j RETURN\n", "-j \"RETURN\n")]
    [InlineData("COMMIT\n# Completed on Sun Nov 22 08:10:30 2026\n", "")]
    [InlineData("COMMIT\n*filter", "*filter")]
    [InlineData("\n*mangle\n", "\n*mangle\n*mangle\n")]
    public void A_garbled_text_is_refused_with_the_place(string whole, string garbled)
    {
        foreach (var (name, family, generated) in GeneratedRulesets.All)
        {
            var at = generated.Text.IndexOf(whole, StringComparison.Ordinal);
            Assert.True(at >= 0, $"{name} has no '{whole}'.");
            var text = generated.Text[..at] + garbled + generated.Text[(at + whole.Length)..];
            var refusal = Assert.Throws<ReadException>(() => IptablesSaveReader.Read(text, family, Backend.Nft));
            Assert.Matches("^line [0-9]+ |truncated$", refusal.Message);
        }
    }

    private static IEnumerable<(string Name, string Text, Family Family)> Hosts() =>
        from host in RecordedHosts.All
        from family in Enum.GetValues<Family>()
        let record = RecordedHosts.Read(host)
        where record.Files.ContainsKey(RecordFile.Rules(family, Backend.Nft))
        select (host, record.Files[RecordFile.Rules(family, Backend.Nft)], family);
}
