using VirtAgent.Core.Rulesets;

namespace VirtAgent.Core.Analysis.Sets;

/// <summary>What the rules of one family do anywhere, which decides how much of a packet has to be followed.</summary>
/// <param name="SetsMark">Some rule before routing may set a mark.</param>
/// <param name="TestsMark">Some rule tests the mark.</param>
internal sealed record RuleScan(bool SetsMark, bool TestsMark)
{
    public static RuleScan Of(IReadOnlyList<RuleSet> sets)
    {
        bool setsMark = false, testsMark = false;
        foreach (var rule in sets.SelectMany(set => set.Tables).SelectMany(table => table.Chains.Values)
            .SelectMany(chain => chain.Rules))
        {
            setsMark |= rule.Target is Target.SetMark or Target.ForgetMark or Target.Unmodelled;
            testsMark |= rule.Matches.Any(match => match is Match.Mark or Match.Unmodelled);
        }

        return new RuleScan(setsMark, testsMark);
    }
}
