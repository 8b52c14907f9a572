using VirtAgent.Model;

namespace VirtAgent.Analysis.Sets;

/// <summary>What the rules of one family do anywhere, which decides how much of a packet has to be followed.</summary>
/// <param name="SetsMark">Some rule before routing may set a mark.</param>
/// <param name="TestsMark">Some rule tests the mark.</param>
/// <param name="UsesConntrack">Some rule, or a nat table, switches connection tracking on.</param>
internal sealed record RuleScan(bool SetsMark, bool TestsMark, bool UsesConntrack)
{
    public static RuleScan Of(IReadOnlyList<RuleSet> sets)
    {
        bool setsMark = false, testsMark = false, tracked = sets.Any(set => set.Table("nat") is not null);
        foreach (var rule in sets.SelectMany(set => set.Tables).SelectMany(table => table.Chains.Values).SelectMany(chain => chain.Rules))
        {
            setsMark |= rule.Target is Target.SetMark or Target.ForgetMark or Target.Unmodelled;
            tracked |= rule.Target is Target.Untrack;
            foreach (var match in rule.Matches)
            {
                testsMark |= match is Match.Mark or Match.Unmodelled;
                tracked |= match is Match.Connection;
            }
        }

        return new RuleScan(setsMark, testsMark, tracked);
    }
}
