using VirtAgent.Core.Packets;
using VirtAgent.Core.Readers.Kernel;
using VirtAgent.Core.Rulesets;
using VirtAgent.Interop.Nftables;
using VirtAgent.SystemTests.Support;

namespace VirtAgent.SystemTests.Kernel;

/// <summary>
/// Holds what <see cref="KernelRuleText"/> makes of every rule that the kernel has against the line that the tool prints at that
/// place, and counts.
/// </summary>
/// <param name="leftToTools">Matches and targets, as "-m recent", whose rules may have no line and are not counted.</param>
internal sealed class RuleTextComparison(params IReadOnlyCollection<string> leftToTools)
{
    private readonly List<string> _wrong = [];

    /// <summary>Lines that are not the tool's.</summary>
    public IReadOnlyList<string> Wrong => _wrong;

    /// <summary>Lines of the tool of which there was none.</summary>
    public List<string> NotUnderstood { get; } = [];

    /// <summary>Rules compared.</summary>
    public int Rules { get; private set; }

    /// <summary>How many of a hundred rules had a line.</summary>
    public double Share => 100.0 * (Rules - NotUnderstood.Count) / Math.Max(Rules, 1);

    /// <summary>Fails where a line was wrong, no rule was seen, or fewer than that share had a line.</summary>
    public void Judge(string source, double leastShare)
    {
        Console.WriteLine($"{source}: {Share:F2} % of {Rules} rules are understood");
        Assert.True(Wrong.Count == 0, string.Join('\n', Wrong.Take(10)));
        Assert.NotEqual(0, Rules);
        Assert.True(Share >= leastShare, $"{Share:F2} %, without\n{string.Join('\n', NotUnderstood.Take(30))}");
    }

    /// <summary>Compares all rules of a namespace in one family.</summary>
    public void Add(KernelJudge judge, Family family)
    {
        var printed = Lines(IptablesTool.Save(judge, family, Backend.Nft)).ToArray();
        NamespaceThread.Run(judge.NetworkNamespace, () =>
        {
            using var dump = RulesetDump.Open();
            var number = (byte)(family == Family.IPv4 ? 2 : 10);
            foreach (var chain in printed.GroupBy(line => (line.Table, line.Chain), line => line.Text))
                Compare(family, chain.Key, dump.Rules(number, chain.Key.Table, chain.Key.Chain), [.. chain]);
        });
    }

    private void Compare(Family family, (string Table, string Chain) place, IReadOnlyList<KernelRule> rules, string[] lines)
    {
        Assert.Equal(lines.Length, rules.Count);
        foreach (var (rule, printed) in rules.Zip(lines))
        {
            var line = KernelRuleText.Line(family, place.Table, place.Chain, rule.Expressions.Span);
            if (line is null && leftToTools.Any(words => $"{printed} ".Contains($" {words} "))) continue;
            Rules++;
            if (line is null) NotUnderstood.Add(printed);
            else if (line != printed) _wrong.Add($"{family} {place.Table}: {printed}\nbut was  {line}");
        }
    }

    private static IEnumerable<(string Table, string Chain, string Text)> Lines(string saved)
    {
        var table = "";
        foreach (var line in saved.Split('\n'))
        {
            if (line.StartsWith('*')) table = line[1..];
            if (line.StartsWith("-A ", StringComparison.Ordinal)) yield return (table, line.Split(' ')[1], line);
        }
    }
}
