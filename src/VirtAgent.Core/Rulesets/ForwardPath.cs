namespace VirtAgent.Core.Rulesets;

/// <summary>A base chain with the table it stands in.</summary>
public sealed record BaseChain(Table Table, Chain Chain);

/// <summary>One step of a packet's way through the host.</summary>
public abstract record PathStep
{
    private PathStep()
    {
    }

    /// <summary>Connection tracking looks at the packet (NF_IP_PRI_CONNTRACK).</summary>
    public sealed record Track : PathStep;

    /// <summary>The host decides where the packet goes.</summary>
    public sealed record Route : PathStep;

    /// <summary>
    /// Base chains of one hook and priority. The kernel runs those registered last first (measured), which no dump tells, so
    /// where there are several, either order may be the real one.
    /// </summary>
    public sealed record Chains(HookPoint Point, int Priority, IReadOnlyList<BaseChain> Several) : PathStep;

    /// <summary>
    /// All nat chains of a hook, in the order in which the one nat hook asks them, until one of them binds the flow.
    /// </summary>
    public sealed record NatChains(HookPoint Point, IReadOnlyList<BaseChain> InOrder) : PathStep;
}

/// <summary>
/// The way of a forwarded packet as a list of steps: base chains by hook and priority, with the kernel's own steps at their
/// places (include/uapi/linux/netfilter_ipv4.h NF_IP_PRI_*).
/// </summary>
public sealed class ForwardPath
{
    private const int Conntrack = -200;
    private const int DestinationNat = -100;
    private const int SourceNat = 100;

    private static readonly HookPoint[] Before = [HookPoint.Ingress, HookPoint.BridgePrerouting, HookPoint.BridgeInput];

    /// <summary>Sorts the base chains of <paramref name="ruleset"/>.</summary>
    public ForwardPath(FamilyRuleset ruleset)
    {
        var chains = ruleset.Tables
            .SelectMany(table => table.Chains.Values.Where(chain => chain.Hook is not null)
                .Select(chain => new BaseChain(table, chain)))
            .ToLookup(one => one.Chain.Hook!.Point);
        var steps = new List<PathStep>();
        foreach (var point in Before) steps.AddRange(Hook(chains, point));
        steps.AddRange(Hook(chains, HookPoint.Prerouting, DestinationNat, (Conntrack, new PathStep.Track())));
        steps.Add(new PathStep.Route());
        steps.AddRange(Hook(chains, HookPoint.Forward));
        steps.AddRange(Hook(chains, HookPoint.Postrouting, SourceNat));
        Steps = steps;
        Input = [.. Hook(chains, HookPoint.Input)];
        Output = [.. Hook(chains, HookPoint.Output)];
    }

    /// <summary>The steps in order.</summary>
    public IReadOnlyList<PathStep> Steps { get; }

    /// <summary>The hook of packets to the host itself: nothing is forwarded there, but copies can leave.</summary>
    public IReadOnlyList<PathStep> Input { get; }

    /// <summary>The same of packets that the host itself sends.</summary>
    public IReadOnlyList<PathStep> Output { get; }

    private static IEnumerable<PathStep> Hook(
        ILookup<HookPoint, BaseChain> chains, HookPoint point, int nat = 0, (int Priority, PathStep Step)? kernel = null)
    {
        var steps = chains[point].Where(one => !one.Chain.Hook!.IsNat)
            .GroupBy(one => one.Chain.Hook!.Priority)
            .Select(group => (Priority: (long)group.Key, Step: (PathStep)new PathStep.Chains(point, group.Key, [.. group])));
        // nf_nat_core.c: all nat chains are entries of one hook, whatever their own priority, which only sorts them among each
        // other.
        var bound = chains[point].Where(one => one.Chain.Hook!.IsNat).OrderBy(one => one.Chain.Hook!.Priority).ToList();
        if (bound.Count > 0) steps = steps.Append((nat, new PathStep.NatChains(point, bound)));
        if (kernel is { } own) steps = steps.Append((own.Priority, own.Step));
        return steps.OrderBy(step => step.Priority).Select(step => step.Step);
    }
}
