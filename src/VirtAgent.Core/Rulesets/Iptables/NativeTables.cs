using VirtAgent.Core.Packets;

namespace VirtAgent.Core.Rulesets.Iptables;

/// <summary>
/// What stands in native nftables, as far as format 1 of a recorded host tells: a list of what rules could do. Where in the order
/// of chains each stands is not known, so each may act ahead of everything, and again before each hook.
/// </summary>
internal static class NativeTables
{
    private static readonly HookPoint[] Points =
        [HookPoint.Ingress, HookPoint.Prerouting, HookPoint.Forward, HookPoint.Postrouting];

    /// <summary>The tables that stand for them; empty where there are none that see <paramref name="family"/>.</summary>
    public static IEnumerable<Table> Of(NativeFirewall native, Family family)
    {
        var rewrites = native.Rewrites.Where(rule => rule.Sees(family))
            .Select(rule => (Rule: rule, Effects: EffectsOf(rule.What))).Where(one => one.Effects != Effects.None).ToList();
        // A bridge chain filters frames of single ports (nwfilter); the next NIC plugged in need not be one of them.
        var drops = native.Drops.Where(rule => rule.Family != "bridge" && rule.Sees(family)).ToList();
        if (rewrites.Count > 0)
            yield return Standing("beside iptables", Points,
                [.. rewrites.Select((one, i) => Rule(i + 1, one.Rule, one.Effects))]);
        if (drops.Count > 0)
            yield return Standing("drops beside iptables", [HookPoint.Forward],
                [.. drops.Select((rule, i) => Rule(i + 1, rule, Effects.Drop))]);
    }

    private static Table Standing(string name, HookPoint[] points, IReadOnlyList<ChainRule> rules) => new("nft", name, points
        .Select(point => new Chain(point.ToString().ToLowerInvariant(), new BaseHook(point, int.MinValue, false, false), rules))
        .ToDictionary(chain => chain.Name, StringComparer.Ordinal));

    private static ChainRule Rule(int number, NativeRule rule, Effects effects) =>
        new(number, [new Statement.Unknown($"not evaluated: {rule}", effects)], rule.ToString());

    /// <summary>The words are NativeStatement's.</summary>
    private static Effects EffectsOf(string what) => what switch
    {
        "notrack" => Effects.Untrack,
        "dup" or "fwd" => Effects.Copy,
        "dnat" or "redirect" => Effects.Rewrite,
        // Only flows that passed every hook before are offloaded.
        "flow add" => Effects.None,
        "meta mark set" or "ct mark set" or "xt target MARK" or "xt target mark" or "xt target CONNMARK" => Effects.Mark,
        "ct helper" => Effects.Relate,
        "tproxy" => Effects.Drop | Effects.Mark | Effects.Relate,
        "synproxy" => Effects.Drop | Effects.Accept,
        _ => Effects.Anything,
    };
}
