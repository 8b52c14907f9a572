using VirtAgent.Core.Rulesets;

namespace VirtAgent.Core.Readers.Iptables;

/// <summary>The rules of one table as an earlier text had them, by their lines.</summary>
internal sealed class KnownRules
{
    private readonly Dictionary<string, Rule> _rules = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Rule>.AlternateLookup<ReadOnlySpan<char>> _byLine;

    private KnownRules() => _byLine = _rules.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>
    /// Those of <paramref name="table"/>, as long as it has <paramref name="chains"/> and no others: what <c>-j NAME</c> means
    /// hangs on them.
    /// </summary>
    public static KnownRules Of(RuleTable? table, IReadOnlyCollection<string> chains)
    {
        var known = new KnownRules();
        if (table is null || table.Chains.Count != chains.Count || !chains.All(table.Chains.ContainsKey)) return known;
        foreach (var rule in table.Chains.Values.SelectMany(chain => chain.Rules))
        {
            // Of two with one line, one of which nft showed otherwise, it is not known which is which in the newer text.
            if (!known._rules.TryAdd(rule.Text, rule) && !rule.IsExact) known._rules[rule.Text] = rule;
        }

        return known;
    }

    /// <summary>The rule of <paramref name="line"/> in another place, or null where no such line was there.</summary>
    public Rule? Find(ReadOnlySpan<char> line, int number) =>
        !_byLine.TryGetValue(line, out var rule) ? null : rule.Number == number ? rule : rule with { Number = number };
}
