using VirtAgent.Core.Rulesets;

namespace VirtAgent.Core.Analysis.Walks;

/// <summary>The chains of one family, ready for walking, and what a walk has to know of them as a whole.</summary>
internal sealed class WalkedRules
{
    private const Effects Exchanged = Effects.Mark | Effects.Untrack | Effects.Rewrite | Effects.Copy;

    private readonly Dictionary<Chain, WalkedChain> _chains = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<string> _again = new(StringComparer.Ordinal);

    /// <summary>Makes the chains of <paramref name="ruleset"/> ready.</summary>
    public WalkedRules(FamilyRuleset ruleset)
    {
        foreach (var table in ruleset.Tables)
        {
            foreach (var chain in table.Chains.Values) _chains[chain] = new WalkedChain(table, chain);
        }

        var called = _chains.Values.Where(chain => chain.Hook is { Point: not (HookPoint.Input or HookPoint.Output) });
        foreach (var part in called.GroupBy(chain => IsBeforeRouting(chain.Hook!.Point)))
        {
            var asked = new HashSet<string>(StringComparer.Ordinal);
            var visits = new Dictionary<WalkedChain, int>();
            foreach (var chain in part) Visit(chain, visits, asked);
        }
    }

    /// <summary>A base chain.</summary>
    public WalkedChain Of(BaseChain chain) => _chains[chain.Chain];

    /// <summary>The chain that a rule of <paramref name="from"/> names, or null where there is none.</summary>
    public WalkedChain? Find(WalkedChain from, string name) => from.Table.Find(name) is { } chain ? _chains[chain] : null;

    /// <summary>
    /// Whether one packet may be asked <paramref name="question"/> twice before routing, or twice behind it: only then an answer
    /// has to be remembered.
    /// </summary>
    public bool IsAskedAgain(string question) => _again.Contains(question);

    /// <summary>
    /// Whether what <paramref name="chain"/> does to a packet can matter to another chain that is called with it.
    /// </summary>
    public bool Writes(WalkedChain chain)
    {
        var visits = new Dictionary<WalkedChain, int>();
        Visit(chain, visits, null);
        return visits.Keys.SelectMany(visited => visited.Rules).SelectMany(rule => rule.Statements)
            .Any(statement => statement switch
        {
            Statement.Unknown of => (of.Effects & Exchanged) != 0,
            Statement.SetMark or Statement.Untrack or Statement.Copy => true,
            Statement.TranslateDestination or Statement.Redirect or Statement.TranslateSource => true,
            _ => false,
        });
    }

    private static bool IsBeforeRouting(HookPoint point) => point <= HookPoint.Prerouting;

    /// <summary>
    /// Goes through a chain and all it leads to, each at most twice, which tells whether a rule is met more than once. Chains of
    /// a record may lie deeper than any stack.
    /// </summary>
    private void Visit(WalkedChain start, Dictionary<WalkedChain, int> visits, HashSet<string>? asked)
    {
        var pending = new Stack<WalkedChain>([start]);
        while (pending.TryPop(out var chain))
        {
            var before = visits.GetValueOrDefault(chain);
            if (before == 2) continue;
            visits[chain] = before + 1;
            foreach (var statement in chain.Rules.SelectMany(rule => rule.Statements))
            {
                if (statement is Statement.Verdict { Chain: { } name } && Find(chain, name) is { } target) pending.Push(target);
                else if (asked is not null && statement is Statement.Match match) Note(match.Condition, asked);
                else if (asked is not null && statement is Statement.Require require) Note(require.Condition, asked);
            }
        }
    }

    private void Note(Condition condition, HashSet<string> asked)
    {
        switch (condition)
        {
            case Condition.Unknown of when !asked.Add(of.Text):
                _again.Add(of.Text);
                break;
            case Condition.All of:
                foreach (var one in of.Conditions) Note(one, asked);
                break;
            case Condition.Any of:
                foreach (var one in of.Conditions) Note(one, asked);
                break;
            case Condition.Not of:
                Note(of.Condition, asked);
                break;
            case Condition.Between of:
                Note(of.Certain, asked);
                Note(of.Possible, asked);
                break;
        }
    }
}
