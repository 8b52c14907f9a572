using VirtAgent.Core.Rulesets;

namespace VirtAgent.Core.Analysis.Sets;

/// <summary>What the rules on a path do anywhere, which decides how much of a packet has to be followed.</summary>
internal sealed class PathScan
{
    /// <summary>NF_IP_PRI_CONNTRACK_DEFRAG: what is untracked before is not put together either (nf_defrag_ipv4.c).</summary>
    private const int Defragmentation = -400;

    private readonly Dictionary<BaseChain, IReadOnlyList<Statement>> _statements = [];

    /// <param name="path">The path.</param>
    /// <param name="rules">All rules.</param>
    /// <param name="helpers">What beside rules has a helper read flows; empty where nothing does.</param>
    public PathScan(ForwardPath path, FamilyRuleset rules, IReadOnlyList<string> helpers)
    {
        var all = rules.Rules.SelectMany(rule => rule.Statements).ToList();
        TestsMark = all.Any(statement => statement is Statement.Match match && ReadsMark(match.Condition));
        Doubtful =
        [
            .. rules.Rules.Where(rule => rule.Statements.Any(IsDoubtful)).Select(rule => $"'{rule.Label}'").Distinct(),
            .. helpers,
        ];
        Relates = helpers.Count > 0 || all.Any(statement => Does(statement, Effects.Relate));
        Copies = all.Any(statement => statement is Statement.Copy || Does(statement, Effects.Copy));
        CopiesAside = path.Input.Concat(path.Output).SelectMany(Chains).SelectMany(Of)
            .Any(statement => statement is Statement.Copy || Does(statement, Effects.Copy));
        var before = path.Steps.TakeWhile(step => step is not PathStep.Route).ToList();
        MarksBeforeRouting = before.SelectMany(Chains).SelectMany(Of)
            .Any(statement => statement is Statement.SetMark || Does(statement, Effects.Mark));
        UntracksBeforeDefragmentation = before.OfType<PathStep.Chains>().Where(step => step.Priority < Defragmentation)
            .SelectMany(Chains)
            .SelectMany(Of).Any(statement => statement is Statement.Untrack || Does(statement, Effects.Untrack));
    }

    /// <summary>What rules do that is not modelled, one sentence part each.</summary>
    public IReadOnlyList<string> Doubtful { get; }

    /// <summary>Whether some rule asks for the mark, as far as anybody knows.</summary>
    public bool TestsMark { get; }

    /// <summary>Whether some rule before routing may set a mark.</summary>
    public bool MarksBeforeRouting { get; }

    /// <summary>Whether a rule or a helper may make packets RELATED that their sender chooses.</summary>
    public bool Relates { get; }

    /// <summary>Whether some rule sends copies, which leave on other devices than their packets.</summary>
    public bool Copies { get; }

    /// <summary>Whether some rule sends copies of packets that are the host's own.</summary>
    public bool CopiesAside { get; }

    /// <summary>Whether some rule may except fragments from being put together.</summary>
    public bool UntracksBeforeDefragmentation { get; }

    /// <summary>Whether chains of one priority read what another of them writes.</summary>
    public bool OrderMatters(PathStep.Chains chains) => chains.Several.Any(chain => Of(chain).Any(Writes))
        && chains.Several.Count(chain => Of(chain).Count > 0) > 1;

    private static bool IsDoubtful(Statement statement) =>
        statement is Statement.Unknown { Effects: not (Effects.None or Effects.Header) }
        or Statement.TranslateDestination { IsSingle: false };

    private static bool Writes(Statement statement) => statement is Statement.SetMark or Statement.Untrack or Statement.Copy
        || Does(statement, Effects.Mark | Effects.Untrack | Effects.Rewrite | Effects.Copy);

    private static bool Does(Statement statement, Effects effects) => statement is Statement.Unknown unknown
        && (unknown.Effects & effects) != 0;

    private static IEnumerable<BaseChain> Chains(PathStep step) => step switch
    {
        PathStep.Chains chains => chains.Several,
        PathStep.NatChains chains => chains.InOrder,
        _ => [],
    };

    private IReadOnlyList<Statement> Of(BaseChain start) => _statements.TryGetValue(start, out var known)
        ? known
        : _statements[start] = [.. start.Table.StatementsFrom([start.Chain])];

    private static bool ReadsMark(Condition condition) => condition switch
    {
        Condition.Test test => test.Field == PacketField.Mark,
        Condition.All all => all.Conditions.Any(ReadsMark),
        Condition.Any any => any.Conditions.Any(ReadsMark),
        Condition.Not not => ReadsMark(not.Condition),
        Condition.Between between => ReadsMark(between.Certain) || ReadsMark(between.Possible),
        _ => false,
    };
}
