using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Readers.Iptables;
using VirtAgent.Core.Rulesets;
using VirtAgent.Core.Text;
using VirtAgent.Tests.Support;

namespace VirtAgent.Tests.Core.Readers.Iptables;

/// <summary>Every iptables-save file of <c>../shared/rulesets</c>, and those of the recorded hosts.</summary>
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

    [Fact]
    public void No_line_and_no_word_of_the_corpus_is_lost()
    {
        var files = 0;
        foreach (var (name, text, family) in Corpus().Concat(Hosts()))
        {
            var rules = Rules(IptablesSaveReader.Read(text, family, Backend.Nft)).ToArray();
            Assert.Equal(text.Split('\n').Count(line => IsRule(line)), rules.Length);
            foreach (var rule in rules)
            {
                var lost = RuleWords.Lost(rule);
                Assert.True(lost.Count == 0, $"{name}: '{rule.Text}' lost: {string.Join(' ', lost)}");
            }

            files++;
        }

        Assert.True(files > 70, $"only {files} files were found");
    }

    [Fact]
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

    [Fact]
    public void A_garbled_file_is_refused_with_the_place()
    {
        foreach (var name in Garbled)
        {
            var text = File.ReadAllText(SharedData.Path($"rulesets/{name}"));
            var refusal = Assert.Throws<ReadException>(() => IptablesSaveReader.Read(text, Family.IPv4, Backend.Nft));
            Assert.Matches("^line [0-9]+ |truncated$", refusal.Message);
        }
    }

    private static IEnumerable<(string Name, string Text, Family Family)> Corpus() =>
        from path in Directory.EnumerateFiles(SharedData.Path("rulesets")).Order(StringComparer.Ordinal)
        where path.EndsWith("tables-save", StringComparison.Ordinal)
        let isIPv6 = path.EndsWith(".ip6tables-save", StringComparison.Ordinal)
        select (Path.GetFileName(path), Mended(path), isIPv6 ? Family.IPv6 : Family.IPv4);

    private static IEnumerable<(string Name, string Text, Family Family)> Hosts() =>
        from host in RecordedHosts.All
        from family in Enum.GetValues<Family>()
        let record = RecordedHosts.Read(host)
        where record.Files.ContainsKey(RecordFile.Rules(family, Backend.Nft))
        select (host, record.Files[RecordFile.Rules(family, Backend.Nft)], family);

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

    private static bool IsRule(string line) => line.StartsWith("-A ", StringComparison.Ordinal) || line.StartsWith('[');

    private static IEnumerable<Rule> Rules(RuleSet set) =>
        set.Tables.SelectMany(table => table.Chains.Values).SelectMany(chain => chain.Rules);

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
