using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Rulesets;
using VirtAgent.Core.Rulesets.Iptables;

namespace VirtAgent.Core.Analysis.Sets;

/// <summary>
/// Evaluates a firewall in a bounded number of steps. Rules can be written whose exact sets outgrow every machine; where the
/// bound is met, what the dearest chains ask of addresses and ports stays an open question, first of those chains, then of all.
/// A network whose verdict does not hang on it is still proved, and nobody waits for minutes.
/// </summary>
internal static class BoundedSets
{
    /// <summary>
    /// Some two seconds. 5,000 rules of a university's firewall take 80,000 steps, the dearest host ever recorded 500,000.
    /// </summary>
    public const long Exactly = 6_000_000;

    private const long Openly = 2_000_000;

    /// <summary>The sets of one family on <paramref name="host"/>; see <see cref="ForwardSets"/> for the rest.</summary>
    /// <exception cref="SetTooLargeException">They are too large even so.</exception>
    public static ForwardSets Of(Host host, Family family, Func<Link, bool> asked, BddTable table)
    {
        var rules = IptablesLowering.Lower(host, family);
        var (first, second, last) = (new ChainCosts(), new ChainCosts(), new ChainCosts());
        return Try(Exactly, rules, first)
            ?? Try(Openly, Opened(rules, first.Dearest()), second)
            ?? Try(Openly, Opened(rules, [.. rules.Tables.SelectMany(table => table.Chains.Values)]), last)
            ?? throw new SetTooLargeException("The rules of "
                + string.Join(", ", last.Dearest().Concat(first.Dearest()).Select(chain => chain.Name).Distinct().Take(3))
                + " cost more than a proof may take.");

        ForwardSets? Try(long steps, FamilyRuleset asWritten, ChainCosts costs)
        {
            table.Allow(steps);
            try
            {
                return new ForwardSets(host, asWritten, asked, table, costs);
            }
            catch (SetTooLargeException)
            {
                costs.Enter(null, table.Steps);
                return null;
            }
        }
    }

    private static FamilyRuleset Opened(FamilyRuleset rules, IReadOnlyList<Chain> chains)
    {
        var open = chains.ToHashSet<Chain>(ReferenceEqualityComparer.Instance);
        return rules with { Tables = [.. rules.Tables.Select(Opened)] };

        Table Opened(Table table) => table with
        {
            Chains = table.Chains.ToDictionary(one => one.Key,
                one => open.Contains(one.Value) ? one.Value with { Rules = [.. one.Value.Rules.Select(In(table, one.Value))] }
                    : one.Value),
        };
    }

    private static Func<ChainRule, ChainRule> In(Table table, Chain chain) => rule =>
    {
        // What a packet answers is the same wherever it meets the same rule.
        var question = new Condition.Unknown(
            $"what '{rule.Label}' asks of addresses and ports (rule {rule.Number} of {table.Name}/{chain.Name}, "
            + $"{table.Backend}): a chain that costs too much to prove");
        return rule with
        {
            Statements = [.. rule.Statements.Select(statement => statement is Statement.Match match
                && match.Condition is not Condition.Test { Field: PacketField.Protocol } && IsOfHeaders(match.Condition)
                ? new Statement.Match(question)
                : statement)],
        };
    };

    /// <summary>
    /// Whether it asks nothing but headers, which no statement changes without ending the chain or being an open question
    /// itself. Devices stay: they are cheap, and what isolation hangs on.
    /// </summary>
    private static bool IsOfHeaders(Condition condition) => condition switch
    {
        Condition.Test test => test.Field != PacketField.Mark,
        Condition.Readable or Condition.LaterFragment => true,
        Condition.All all => all.Conditions.All(IsOfHeaders),
        Condition.Any any => any.Conditions.All(IsOfHeaders),
        Condition.Not not => IsOfHeaders(not.Condition),
        _ => false,
    };
}
