using VirtAgent.Core.Packets;
using VirtAgent.Core.Readers.Iptables;
using VirtAgent.Core.Rulesets;
using VirtAgent.Core.Text;
using VirtAgent.Tests.Corpora;

namespace VirtAgent.Tests.Core.Readers.Iptables;

/// <summary>Every iptables-save file of <c>rulesets</c>: what is generated is held against what hosts have.</summary>
public class IptablesCorpusTests(ITestOutputHelper output)
{
    private static readonly (string Table, string Chain)[] ForwardPath =
    [
        ("raw", "PREROUTING"), ("mangle", "PREROUTING"), ("nat", "PREROUTING"), ("mangle", "FORWARD"), ("filter", "FORWARD"),
        ("security", "FORWARD"), ("mangle", "POSTROUTING"), ("nat", "POSTROUTING"),
    ];

    // Pasted from terminals and an importer's test: prose, undeclared chains, a cut word, a last line that is missing.
    private static readonly string[] Garbled =
    [
        "fwbuilder-import-test.iptables-save", "openwrt-attitude-adjustment.iptables-save", "qubesos-firewallvm.iptables-save",
        "serverfault-758088.iptables-save",
    ];

    // A terminal has cut --ctstate.
    private static readonly string[] Mangled = ["--cts"];

    [CorpusFact]
    public void No_line_and_no_word_of_the_corpus_is_lost()
    {
        var files = Corpus().ToArray();
        foreach (var (name, text, family) in files) RuleWords.AssertNothingLost(text, family, name);
        Assert.True(files.Length > 40, $"only {files.Length} files were found");
    }

    [CorpusFact]
    public void Generated_rulesets_have_every_option_and_target_of_the_corpus()
    {
        var spoken = GeneratedRulesets.All.SelectMany(generated => Words(generated.Ruleset.Text))
            .ToHashSet(StringComparer.Ordinal);
        var missing = Corpus().SelectMany(file => Words(file.Text)).Distinct().Except(spoken).Except(Mangled).Order();
        Assert.Empty(missing);
    }

    [CorpusFact]
    public void Ninety_nine_of_a_hundred_rules_on_the_forward_path_are_modelled_exactly()
    {
        int all = 0, exact = 0;
        foreach (var (name, text, family) in Corpus())
        {
            // The addresses of the five TUM files were made unreadable before publication; the rules were real ones.
            var legible = text.Replace("XX:XX:XX:XX:XX:XX", "52:54:00:00:00:01", StringComparison.Ordinal);
            var set = IptablesSaveReader.Read(legible, family, Backend.Nft);
            var rules = OnForwardPath(set).ToArray();
            var modelled = rules.Count(rule => rule.IsExact);
            all += rules.Length;
            exact += modelled;
            if (modelled < rules.Length) output.WriteLine($"{name}: {modelled} of {rules.Length}");
        }

        output.WriteLine($"{exact} of {all} rules on the forward path are exact: {100.0 * exact / all:F2} %");
        Assert.True(exact >= 0.99 * all, $"{exact} of {all}");
    }

    [CorpusFact]
    public void A_garbled_file_is_refused_with_the_place()
    {
        foreach (var name in Garbled)
        {
            var text = File.ReadAllText(ThirdParty.Path($"rulesets/{name}"));
            var refusal = Assert.Throws<ReadException>(() => IptablesSaveReader.Read(text, Family.IPv4, Backend.Nft));
            Assert.Matches("^line [0-9]+ |truncated$", refusal.Message);
        }
    }

    private static IEnumerable<(string Name, string Text, Family Family)> Corpus() =>
        from path in Directory.EnumerateFiles(ThirdParty.Path("rulesets")).Order(StringComparer.Ordinal)
        where path.EndsWith("tables-save", StringComparison.Ordinal)
        let isIPv6 = path.EndsWith(".ip6tables-save", StringComparison.Ordinal)
        select (Path.GetFileName(path), Mended(path), isIPv6 ? Family.IPv6 : Family.IPv4);

    // Prose around the tables goes, chains that rules name are declared, and a word the terminal cut is completed.
    private static string Mended(string path)
    {
        var text = File.ReadAllText(path);
        if (!Garbled.Contains(Path.GetFileName(path))) return text;
        var lines = text.Split('\n').Where(line => line.Trim() == "COMMIT" || line is ['*' or ':' or '-' or '#', ..]);
        return string.Join('\n', lines)
            .Replace("*filter\n", "*filter\n:scan_checks_chain - [0:0]\n:drop_invalid - [0:0]\n", StringComparison.Ordinal)
            .Replace("-j ACC ", "-j ACCEPT ", StringComparison.Ordinal) + "\n# Completed\n";
    }

    // Options, negated or not, modules, and targets that are no chain of the file.
    private static IEnumerable<string> Words(string text)
    {
        var chains = text.Split('\n').Where(line => line.StartsWith(':')).Select(line => line[1..].Split(' ')[0])
            .ToHashSet(StringComparer.Ordinal);
        foreach (var line in text.Split('\n').Where(line => line is ['-' or '[', ..]))
        {
            var words = new IptablesTokenizer().Split(line.AsSpan(Math.Max(0, line.IndexOf("-A ", StringComparison.Ordinal))))
                .Select(token => token.ToString()).Append("").ToArray();
            for (var i = 2; i < words.Length - 1; i++)
            {
                if (words[i] is not ['-', _, ..]) continue;
                var named = words[i] == "-m" || (words[i] == "-j" && !chains.Contains(words[i + 1]));
                yield return (words[i - 1] == "!" ? "! " : "") + words[i] + (named ? " " + words[i + 1] : "");
            }
        }
    }

    private static IEnumerable<Rule> OnForwardPath(RuleSet set)
    {
        var seen = new HashSet<RuleChain>(ReferenceEqualityComparer.Instance);
        var pending = new Stack<(RuleTable Table, RuleChain Chain)>();
        foreach (var (table, chain) in ForwardPath)
            if (set.Table(table)?.Chain(chain) is { } start) pending.Push((set.Table(table)!, start));
        while (pending.TryPop(out var next))
        {
            if (!seen.Add(next.Chain)) continue;
            foreach (var rule in next.Chain.Rules)
            {
                if (rule.Target is Target.Jump jump) pending.Push((next.Table, next.Table.Chain(jump.Chain)!));
                if (rule.Target is Target.Goto other) pending.Push((next.Table, next.Table.Chain(other.Chain)!));
                yield return rule;
            }
        }
    }
}
