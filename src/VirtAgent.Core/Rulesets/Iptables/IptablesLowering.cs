using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;

namespace VirtAgent.Core.Rulesets.Iptables;

/// <summary>
/// Makes the neutral ruleset of one family from what iptables' two variants print, and from the summary of what stands in native
/// nftables beside them. Total: what is not modelled becomes a condition or statement that says so, and nothing is left out.
/// </summary>
internal sealed class IptablesLowering
{
    private readonly Family _family;
    private readonly UnknownMatches _unknowns = new();

    private IptablesLowering(Family family)
    {
        _family = family;
    }

    /// <summary>The ruleset of <paramref name="family"/> on <paramref name="host"/>.</summary>
    public static FamilyRuleset Lower(Host host, Family family)
    {
        var lowering = new IptablesLowering(family);
        var sets = host.RuleSets.Where(set => set.Family == family).OrderBy(set => set.Backend).ToList();
        foreach (var rule in sets.SelectMany(set => set.Tables).SelectMany(table => table.Chains.Values)
            .SelectMany(chain => chain.Rules))
        {
            foreach (var match in rule.Matches.OfType<Match.Unmodelled>()) lowering._unknowns.Note(match.Text);
        }

        var tables = sets.SelectMany(set => set.Tables.Select(table => lowering.Table(table, set.Backend))).ToList();
        tables.AddRange(NativeTables.Of(host.Native, family));
        return new FamilyRuleset(family, tables, TrackingSwitches.Of(host, family));
    }

    private Table Table(RuleTable table, Backend backend) => new(
        backend == Backend.Legacy ? "legacy" : "nft",
        table.Name,
        table.Chains.Values.Select(chain => Chain(table, chain, backend))
            .ToDictionary(chain => chain.Name, StringComparer.Ordinal));

    private Chain Chain(RuleTable table, RuleChain chain, Backend backend)
    {
        var matches = new MatchLowering(_family, backend == Backend.Legacy, _unknowns);
        var hook = chain.Policy is { } policy && Hook(table.Name, chain.Name) is { } place
            ? new BaseHook(place.Point, place.Priority, table.Name == "nat", policy == ChainPolicy.Drop)
            : null;
        return new Chain(chain.Name, hook, [.. chain.Rules.Select(rule => Rule(rule, matches))]);
    }

    private ChainRule Rule(Rule rule, MatchLowering matches)
    {
        var protocol = rule.Matches.OfType<Match.Protocol>().FirstOrDefault(match => !match.Negated)?.Number;
        var statements = new List<Statement>();
        var mergeable = rule.MergedNegations ? rule.Matches.Where(match => match.Negated && ReadsPayload(match)).ToList() : [];
        foreach (var match in rule.Matches)
        {
            if (!mergeable.Contains(match)) statements.AddRange(matches.Lower(match, protocol));
            // One comparison where the first of them stands: what fails it leaves the rule before a later match reads a header.
            else if (match == mergeable[0]) statements.Add(Merged(mergeable.SelectMany(one => matches.Lower(one, protocol))));
        }

        if (TargetLowering.Lower(rule.Target, _family) is { } end) statements.Add(end);
        return new ChainRule(rule.Number, statements, rule.Text);
    }

    /// <summary>
    /// iptables-nft before 1.8.11 may have merged negations into one comparison, which holds when any of them does.
    /// </summary>
    private static Statement.Match Merged(IEnumerable<Statement> negations)
    {
        var conditions = negations.OfType<Statement.Match>().Select(statement => statement.Condition).ToList();
        return new Statement.Match(new Condition.Between(new Condition.All(conditions), new Condition.Any(conditions)));
    }

    private static bool ReadsPayload(Match match) =>
        match is Match.Source or Match.Destination or Match.Protocol or Match.Ports or Match.TcpFlags or Match.IcmpType;

    /// <summary>
    /// include/uapi/linux/netfilter_ipv4.h NF_IP_PRI_*; iptables-nft 1.8.9 puts table security behind all others.
    /// </summary>
    private static (HookPoint Point, int Priority)? Hook(string table, string chain)
    {
        HookPoint? point = chain switch
        {
            "PREROUTING" => HookPoint.Prerouting,
            "INPUT" => HookPoint.Input,
            "FORWARD" => HookPoint.Forward,
            "OUTPUT" => HookPoint.Output,
            "POSTROUTING" => HookPoint.Postrouting,
            _ => null,
        };
        int? priority = table switch
        {
            "raw" => -300,
            "mangle" => -150,
            "nat" => point is HookPoint.Prerouting or HookPoint.Output ? -100 : 100,
            "filter" => 0,
            "security" => 50,
            _ => null,
        };
        return point is { } where && priority is { } when ? (where, when) : null;
    }
}
