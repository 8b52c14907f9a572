using VirtAgent.Core.Rulesets;

namespace VirtAgent.Core.Analysis.Walks;

/// <summary>How a packet comes out of a base chain.</summary>
internal enum ChainEnd
{
    /// <summary>It goes on to the next one.</summary>
    Passed,

    /// <summary>It goes on, and what the nat chains of this hook do to its flow is settled.</summary>
    Bound,

    /// <summary>Its flow was redirected to the host.</summary>
    Redirected,

    /// <summary>It is gone.</summary>
    Dropped,
}

/// <summary>
/// Takes one packet through base chains, rule by rule, as ipt_do_table and nft_do_chain do (net/ipv4/netfilter/ip_tables.c,
/// net/netfilter/nf_tables_core.c): jump pushes a return address, goto does not, the end of a user chain pops one, the end of
/// the base chain is its policy.
/// </summary>
internal sealed class ChainWalk(Journey journey)
{
    // The kernel refuses rules that loop, so only damaged text can get here; or rules that fan out beyond all use.
    private const int MostConsulted = 500_000;

    private readonly RuleWalk _rule = new(journey);

    /// <summary>How many rules were consulted so far.</summary>
    public int Consulted { get; private set; }

    /// <summary>Runs the base chain <paramref name="start"/> from its first rule.</summary>
    public ChainEnd Run(WalkedChain start)
    {
        var (chain, next, depth) = (start, 0, 1);
        ChainFrame? frame = null;
        while (true)
        {
            if (next == chain.Rules.Length)
            {
                if (frame is null) return AtPolicy(start);
                (chain, next, depth, frame) = (frame.Chain, frame.Next, frame.Depth, frame.Caller);
                continue;
            }

            var place = new RulePlace(chain, next++, frame);
            if (++Consulted > MostConsulted) return Lost(place, "too many rules to follow");
            var end = _rule.Run(place, start.Hook!.IsNat);
            if (end.Chain is { } ended) return ended;
            switch (end.Verdict)
            {
                case { Kind: VerdictKind.Return } when frame is null:
                    return AtPolicy(start);
                case { Kind: VerdictKind.Return }:
                    (chain, next, depth, frame) = (frame.Chain, frame.Next, frame.Depth, frame.Caller);
                    break;
                case { Chain: { } name } verdict:
                    if (depth >= chain.Table.Chains.Count) return Lost(place, $"its chains lead in a circle at {name}");
                    if (verdict.Kind == VerdictKind.Jump) frame = new ChainFrame(chain, next, depth, frame);
                    (chain, next) = (journey.Path.Rules.Find(chain, name)!, 0);
                    depth++;
                    break;
            }
        }
    }

    private ChainEnd AtPolicy(WalkedChain chain)
    {
        journey.Add(chain.PolicyStep());
        return chain.Hook!.Drops ? ChainEnd.Dropped : ChainEnd.Passed;
    }

    private ChainEnd Lost(RulePlace place, string why)
    {
        string Assumption(int taken) => $"{place} {(taken == 0 ? "accepts" : "drops")} the packet in the end: {why}";
        var dropped = journey.Choose(place, "lost", 2, Assumption) == 1;
        journey.Add(place.Chain.Step(place.Index, dropped ? "drop (assumed)" : "accept (assumed)"));
        return dropped ? ChainEnd.Dropped : ChainEnd.Passed;
    }
}
