using VirtAgent.Core.Analysis.Sets;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Rulesets;

namespace VirtAgent.Core.Analysis;

/// <summary>
/// The proofs of the last audit: those of a family still hold when nothing they were made from has changed, and where something
/// has, most sets of packets are those of the last time. For whoever audits one host over and over; not for several threads.
/// </summary>
public sealed class ProofMemory
{
    /// <summary>A table of more nodes, 72 MiB, is not kept.</summary>
    private const int LargestKept = 1 << 21;

    private readonly Dictionary<Family, Proven> _proven = [];
    private readonly Dictionary<Family, Kept> _kept = [];

    /// <summary>The proofs that <paramref name="prove"/> makes for <paramref name="host"/>, or made for the last one.</summary>
    internal IReadOnlyDictionary<string, Proof> Of(Host host, Family family,
        Func<BddTable, IReadOnlyDictionary<string, Proof>> prove)
    {
        var from = From(host, family).ToList();
        if (!_proven.TryGetValue(family, out var proven) || !proven.From.SequenceEqual(from))
            _proven[family] = proven = new Proven(from, Prove(family, prove));
        return proven.Proofs;
    }

    private IReadOnlyDictionary<string, Proof> Prove(Family family, Func<BddTable, IReadOnlyDictionary<string, Proof>> prove)
    {
        _kept.Remove(family, out var kept);
        var table = kept?.Table ?? new BddTable(BddTable.NodeLimit);
        var proofs = prove(table);
        var first = kept?.First ?? table.Count;
        // Half of a larger one would be what no rule speaks of any more, and in the way.
        if (table.Count <= Math.Min(2 * first, LargestKept)) _kept[family] = new Kept(table, first);
        return proofs;
    }

    // All that a proof looks at, as records that are equal when they say the same. The witness is a packet of a port's guest.
    private static IEnumerable<object?> From(Host host, Family family) =>
        host.RuleSets.Where(rules => rules.Family == family).SelectMany(Rules)
            .Concat(host.Networks).Concat(host.Ports).Concat(host.Links).Concat(host.Addresses).Concat(host.Routes)
            .Concat(host.Guests.SelectMany(guest => guest.Nics)
                .Select(nic => (object)(nic.Tap, nic.SourceNetwork, nic.SourceBridge)))
            .Concat(host.PolicyRules).Append(host.Sysctls).Append(host.Native).Concat(host.FlowHelpers).Concat(host.Gaps);

    private static IEnumerable<object?> Rules(RuleSet rules)
    {
        yield return rules.Backend;
        foreach (var table in rules.Tables)
        {
            yield return table.Name;
            foreach (var chain in table.Chains.Values)
            {
                yield return chain.Name;
                yield return chain.Policy;
                foreach (var rule in chain.Rules) yield return rule;
            }
        }
    }

    /// <param name="Table">The sets of the proofs so far.</param>
    /// <param name="First">How many nodes the first of them needed.</param>
    private sealed record Kept(BddTable Table, int First);

    private sealed record Proven(IReadOnlyList<object?> From, IReadOnlyDictionary<string, Proof> Proofs);
}
