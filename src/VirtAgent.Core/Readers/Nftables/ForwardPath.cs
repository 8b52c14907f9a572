namespace VirtAgent.Core.Readers.Nftables;

/// <summary>The chains a forwarded packet can meet: base chains at the hooks on its way, and what they jump to.</summary>
internal sealed class ForwardPath
{
    private readonly HashSet<(string Family, string Table, string Chain)> _chains = [];

    /// <summary>Follows every jump, goto and verdict map from the base chains that <paramref name="starts"/> holds for.</summary>
    public ForwardPath(NftRuleset ruleset, Func<NftChain, bool> starts)
    {
        var pending = new Stack<NftChain>(ruleset.Chains.Where(chain => IsOnPath(chain) && starts(chain)));
        while (pending.TryPop(out var chain))
        {
            if (!_chains.Add((chain.Family, chain.Table, chain.Name))) continue;
            foreach (var callee in Callees(ruleset, chain)) pending.Push(callee);
        }
    }

    /// <summary>Whether a forwarded packet can meet <paramref name="chain"/>.</summary>
    public bool Holds(NftChain chain) => _chains.Contains((chain.Family, chain.Table, chain.Name));

    private static bool IsOnPath(NftChain chain) =>
        chain is { Family: not "arp", Hook: "prerouting" or "forward" or "postrouting" or "ingress" or "egress" };

    private static IEnumerable<NftChain> Callees(NftRuleset ruleset, NftChain caller)
    {
        foreach (var (verdict, name) in ruleset.Rules(caller).SelectMany(rule => NftVerdicts.Of(ruleset, rule)))
        {
            if (verdict == NftVerdicts.Unknown)
                foreach (var chain in ruleset.ChainsOf(caller.Family, caller.Table)) yield return chain;
            else if (verdict is "jump" or "goto" && ruleset.Chain(caller.Family, caller.Table, name) is { } callee)
                yield return callee;
        }
    }
}
