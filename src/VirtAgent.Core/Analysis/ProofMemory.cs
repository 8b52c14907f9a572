using VirtAgent.Model;

namespace VirtAgent.Analysis;

/// <summary>
/// The proofs of the last audit: those of a family still hold when nothing they were made from has changed. For whoever audits one
/// host over and over; not for several threads.
/// </summary>
public sealed class ProofMemory
{
    private readonly Dictionary<Family, Proven> _proven = [];

    /// <summary>The proofs that <paramref name="prove"/> makes for <paramref name="host"/>, or made for the last one.</summary>
    internal IReadOnlyDictionary<string, Proof> Of(Host host, Family family, Func<IReadOnlyDictionary<string, Proof>> prove)
    {
        var from = From(host, family).ToList();
        if (!_proven.TryGetValue(family, out var proven) || !proven.From.SequenceEqual(from))
            _proven[family] = proven = new Proven(from, prove());
        return proven.Proofs;
    }

    // All that a proof looks at, as records that are equal when they say the same. The witness is a packet of a port's guest.
    private static IEnumerable<object?> From(Host host, Family family) =>
        host.RuleSets.Where(rules => rules.Family == family).SelectMany(Rules)
            .Concat(host.Networks).Concat(host.Ports).Concat(host.Links).Concat(host.Addresses).Concat(host.Routes)
            .Concat(host.PolicyRules).Append(host.Sysctls).Append(host.Native).Concat(host.Gaps);

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

    private sealed record Proven(IReadOnlyList<object?> From, IReadOnlyDictionary<string, Proof> Proofs);
}
