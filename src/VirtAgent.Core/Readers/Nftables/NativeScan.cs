using VirtAgent.Core.Rulesets;

namespace VirtAgent.Core.Readers.Nftables;

/// <summary>Sorts what stands in nftables beside iptables' tables by what it could do to a verdict reached without it.</summary>
internal static class NativeScan
{
    /// <summary>Looks at every base chain that is not iptables' own, and at what it leads to.</summary>
    /// <param name="ruleset">What nft printed.</param>
    /// <param name="distrusted">What stands in iptables tables but was not written by iptables, and so is native too.</param>
    public static NativeFirewall Scan(NftRuleset ruleset, IReadOnlyList<NativeRule> distrusted)
    {
        var rewrites = new List<NativeRule>(distrusted);
        var drops = new List<NativeRule>();
        bool IsNative(NftChain chain) => !IsDormant(ruleset, chain) && !IptablesTables.Owns(chain);
        var path = NftForwardPath.Of(ruleset, IsNative);
        var aside = NftForwardPath.OfHost(ruleset, IsNative);
        foreach (var chain in ruleset.Chains.Where(path.Holds))
        {
            if (chain is { Hook: not null, Policy: "drop" })
                drops.Add(new NativeRule(chain.Family, chain.Table, chain.Name, null, "policy drop"));
            foreach (var rule in ruleset.Rules(chain))
            {
                rewrites.AddRange(Rewrites(rule));
                drops.AddRange(Drops(ruleset, rule));
            }
        }

        rewrites.AddRange(ruleset.Chains.Where(chain => aside.Holds(chain) && !path.Holds(chain)).SelectMany(ruleset.Rules)
            .SelectMany(Rewrites).Where(rule => rule.What == NativeStatement.Copy));
        var libvirt = ruleset.Tables.Any(table => table.Name == "libvirt_network");
        return new NativeFirewall(rewrites, drops, UsesConntrack(ruleset), libvirt);
    }

    /// <summary>What <paramref name="rule"/> rewrites, marks, duplicates or hands to someone else.</summary>
    public static IEnumerable<NativeRule> Rewrites(NftRule rule) =>
        rule.Statements.Select(NativeStatement.Rewrite).OfType<string>().Select(what => Native(rule, what));

    private static IEnumerable<NativeRule> Drops(NftRuleset ruleset, NftRule rule)
    {
        foreach (var what in rule.Statements.Select(NativeStatement.Drop).OfType<string>()) yield return Native(rule, what);
        if (rule.Statements.All(statement => statement.Name != "vmap")) yield break;
        if (NftVerdicts.Of(ruleset, rule).Any(verdict => verdict.Verdict is "drop" or NftVerdicts.Unknown))
            yield return Native(rule, "verdict map with drop");
    }

    private static NativeRule Native(NftRule rule, string what) => new(rule.Family, rule.Table, rule.Chain, rule.Handle, what);

    // A rule asks for tracking when it is loaded, also in a dormant table; a nat chain without rules does not (measured).
    private static bool UsesConntrack(NftRuleset ruleset) => ruleset.Chains.Where(chain => !IsOfIptables(ruleset, chain))
        .SelectMany(ruleset.Rules).Any(rule => rule.Statements.Any(NativeStatement.UsesConntrack));

    // iptables' own text speaks of what iptables wrote, and a daemon follows that while nft's stays as it was. It does not speak
    // of a dormant table.
    private static bool IsOfIptables(NftRuleset ruleset, NftChain chain) =>
        chain.Family is "ip" or "ip6" && IptablesTables.Names.Contains(chain.Table) && !IsDormant(ruleset, chain)
        && (chain.Hook is null || IptablesTables.Owns(chain));

    private static bool IsDormant(NftRuleset ruleset, NftChain chain) =>
        ruleset.Table(chain.Family, chain.Table) is { IsDormant: true };
}
