using VirtAgent.Core.Readers.Nftables;
using VirtAgent.Core.Rulesets;

namespace VirtAgent.Core.Readers.Records;

/// <summary>
/// Compares what iptables-save printed of one family with what nft shows of the same tables, and takes out of the rules what
/// cannot be believed: it stays as a rule that may match and may accept, drop or go on.
/// </summary>
internal sealed class IptablesTrust
{
    private readonly RuleAgreement _agreement = new();
    private readonly NftRuleset _ruleset;
    private readonly Lazy<NftForwardPath> _path;
    private readonly RuleSet _printed;
    private readonly string _nftFamily;
    private readonly List<Taint> _taints = [];
    private readonly List<NativeRule> _distrusted = [];

    public IptablesTrust(RuleSet printed, NftRuleset ruleset)
    {
        _printed = printed;
        _ruleset = ruleset;
        _nftFamily = IptablesTables.NftFamily(printed.Family);
        _path = new(() => NftForwardPath.Of(ruleset, chain => chain.Family == _nftFamily && IptablesTables.Owns(chain)));
    }

    /// <summary>Where the text cannot be believed.</summary>
    public IReadOnlyList<Taint> Taints => _taints;

    /// <summary>What stands there and could rewrite, mark or hand over packets.</summary>
    public IReadOnlyList<NativeRule> Distrusted => _distrusted;

    /// <summary>The rules as far as they can be believed.</summary>
    public RuleSet Check()
    {
        var names = _printed.Tables.Select(table => table.Name).Union(IptablesTables.Names);
        return _printed with { Tables = [.. names.Select(Table).OfType<RuleTable>()] };
    }

    private RuleTable? Table(string name)
    {
        var printed = _printed.Table(name);
        var shown = _ruleset.Table(_nftFamily, name);
        if (shown is { IsDormant: true })
        {
            _taints.Add(new Taint(_printed.Family, name, null, null, "the table is dormant: the kernel runs none of its chains"));
            return null;
        }

        var all = _ruleset.ChainsOf(_nftFamily, name);
        var chains = all.Where(chain => chain.Hook is null || IptablesTables.Owns(chain)).ToArray();
        if (printed is null)
        {
            var isSilent = chains.Any(chain => chain.Hook is not null);
            return isSilent ? Distrust(name, null, chains, "nft shows it and iptables-save does not print it") : null;
        }

        var difference = shown is { MayBeDormant: true }
            ? "nft gives it a flag that may mean dormant, and then the kernel runs none of its chains"
            : Difference(printed, chains);
        if (difference is not null) return Distrust(name, printed, chains, difference);
        var believed = printed.Chains.Values.Select(chain => Believed(chain, name));
        return printed with { Chains = believed.ToDictionary(chain => chain.Name, StringComparer.Ordinal) };
    }

    private string? Difference(RuleTable printed, IReadOnlyList<NftChain> chains)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var shown in chains)
        {
            seen.Add(shown.Name);
            var count = _ruleset.Rules(shown).Count;
            if (printed.Chain(shown.Name) is not { } chain)
                return $"nft shows chain {shown.Name}, which iptables-save does not print";
            if (chain.Rules.Count != count)
                return $"nft shows {count} rules in chain {shown.Name} and iptables-save prints {chain.Rules.Count}";
            if (Policy(shown) != chain.Policy) return $"nft and iptables-save show another policy of chain {shown.Name}";
        }

        // iptables-save prints built-in chains that do not exist yet as empty ones with policy ACCEPT.
        var unseen = printed.Chains.Values.FirstOrDefault(chain =>
            !seen.Contains(chain.Name) && (chain.Policy != ChainPolicy.Accept || chain.Rules.Count > 0));
        return unseen is null ? null : $"iptables-save prints chain {unseen.Name}, which nft does not show";
    }

    private static ChainPolicy? Policy(NftChain chain) =>
        chain.Hook is null ? null : chain.Policy == "drop" ? ChainPolicy.Drop : ChainPolicy.Accept;

    private RuleChain Believed(RuleChain chain, string table)
    {
        // Chains without a rule need no comparison; Difference has seen to it that no other is missing.
        if (chain.Rules.Count == 0 || _ruleset.Chain(_nftFamily, table, chain.Name) is not { } shown) return chain;
        var rules = _ruleset.Rules(shown);
        List<Rule>? replaced = null;
        for (var i = 0; i < chain.Rules.Count; i++)
        {
            if (_agreement.Disagreement(chain.Rules[i], rules[i], _printed.Family) is not { } reason) continue;
            replaced ??= [.. chain.Rules];
            replaced[i] = Replace(chain.Rules[i], rules[i], reason, _path.Value.Holds(shown));
        }

        return replaced is null ? chain : chain with { Rules = replaced };
    }

    private Rule Replace(Rule rule, NftRule shown, string reason, bool onPath)
    {
        _taints.Add(new Taint(_printed.Family, rule.Table, rule.Chain, rule.Number, reason));
        if (onPath)
        {
            _distrusted.AddRange(NativeScan.Rewrites(shown));
            // The chain it leads to may mark or translate, which a rule that is not followed would hide.
            var verdicts = NftVerdicts.Of(_ruleset, shown);
            if (verdicts.Any(verdict => verdict.Verdict is "jump" or "goto" or NftVerdicts.Unknown))
                _distrusted.Add(new NativeRule(_nftFamily, shown.Table, shown.Chain, shown.Handle, "jump that is not iptables'"));
        }

        return Unbelieved(rule.Table, rule.Chain, rule.Number, rule.Text);
    }

    private RuleTable Distrust(string name, RuleTable? printed, IReadOnlyList<NftChain> shown, string reason)
    {
        _taints.Add(new Taint(_printed.Family, name, null, null, reason));
        var chains = (printed?.Chains.Values.Where(chain => chain.Policy is not null).Select(chain => chain.Name) ?? [])
            .Union(shown.Where(chain => chain.Hook is not null).Select(chain => chain.Name))
            .ToDictionary(
                chain => chain,
                chain => new RuleChain(chain, ChainPolicy.Accept, [Unbelieved(name, chain, 1, $"all of {name} {chain}")]),
                StringComparer.Ordinal);
        foreach (var chain in chains.Keys.Where(chain => chain is "PREROUTING" or "FORWARD" or "POSTROUTING"))
            _distrusted.Add(new NativeRule(_nftFamily, name, chain, null, "a chain that iptables-save and nft show differently"));
        return new RuleTable(name, chains);
    }

    private static Rule Unbelieved(string table, string chain, int number, string text) =>
        new(table, chain, number, text, [new Match.Unmodelled(text)], new Target.Unmodelled(text));
}
