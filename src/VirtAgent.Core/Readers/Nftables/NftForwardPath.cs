namespace VirtAgent.Core.Readers.Nftables;

/// <summary>The chains that packets can meet: base chains at the hooks on their way, and what they jump to.</summary>
internal sealed class NftForwardPath
{
    private readonly HashSet<(string Family, string Table, string Chain)> _chains = [];

    private NftForwardPath(NftRuleset ruleset, Func<NftChain, bool> starts)
    {
        var pending = new Stack<NftChain>(ruleset.Chains.Where(starts));
        while (pending.TryPop(out var chain))
        {
            if (!_chains.Add((chain.Family, chain.Table, chain.Name))) continue;
            foreach (var callee in Callees(ruleset, chain)) pending.Push(callee);
        }
    }

    /// <summary>
    /// Follows every jump, goto and verdict map from the base chains on the way of a forwarded packet that
    /// <paramref name="starts"/> holds for.
    /// </summary>
    public static NftForwardPath Of(NftRuleset ruleset, Func<NftChain, bool> starts) =>
        new(ruleset, chain => IsOnPath(chain) && starts(chain));

    /// <summary>
    /// The same from the chains of packets that are the host's own: nothing is forwarded there, but copies leave.
    /// </summary>
    public static NftForwardPath OfHost(NftRuleset ruleset, Func<NftChain, bool> starts) =>
        new(ruleset, chain => chain is { Family: "ip" or "ip6" or "inet", Hook: "input" or "output" } && starts(chain));

    /// <summary>Whether a packet can meet <paramref name="chain"/> there.</summary>
    public bool Holds(NftChain chain) => _chains.Contains((chain.Family, chain.Table, chain.Name));

    // What a guest sends to be routed passes its bridge's input hook, and keeps the marks set there (net/bridge/br_input.c
    // br_pass_frame_up).
    private static bool IsOnPath(NftChain chain) =>
        chain is { Family: not "arp", Hook: "prerouting" or "forward" or "postrouting" or "ingress" or "egress" }
            or { Family: "bridge", Hook: "input" };

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
