using VirtAgent.Core.Rulesets;
using VirtAgent.Interop.Nftables;

namespace VirtAgent.Observe.Netfilter;

/// <summary>A chain of an iptables table, with the numbers that the kernel gave it and its rules.</summary>
/// <param name="Handle">The chain's.</param>
/// <param name="Known">By what the kernel's rules are known again, in the order of <see cref="RuleChain.Rules"/>.</param>
/// <param name="Chain">What is known of it.</param>
internal sealed record MirroredChain(ulong Handle, IReadOnlyList<RuleIdentity> Known, RuleChain Chain)
{
    /// <summary>A chain of which nothing is known yet.</summary>
    public static MirroredChain Empty(KernelChain chain) => new(chain.Handle, [], new RuleChain(chain.Name, Policy(chain), []));

    /// <summary>What iptables calls the policy of <paramref name="chain"/>.</summary>
    public static ChainPolicy? Policy(KernelChain chain) =>
        chain.Hook is null ? null : chain.Hook.Accepts ? ChainPolicy.Accept : ChainPolicy.Drop;

    /// <summary>
    /// The same chain with what the kernel has in it now; only rules are read that were not there before. A handle alone does not
    /// tell: a rule that is replaced in place (<c>iptables -R</c>) keeps it.
    /// </summary>
    /// <param name="now">The kernel's rules.</param>
    /// <param name="read">Reads one that is new, with its number; null where it is not understood.</param>
    /// <returns>Null where one of them is not understood.</returns>
    public MirroredChain? With(IReadOnlyList<KernelRule> now, Func<KernelRule, int, Rule?> read)
    {
        var rules = new Rule[now.Count];
        var identities = new RuleIdentity[now.Count];
        Dictionary<RuleIdentity, int>? places = null;
        var next = 0;
        for (var i = 0; i < rules.Length; i++)
        {
            var identity = identities[i] = RuleIdentity.Of(now[i]);
            // Most stand where they stood, so that the place behind the last one is looked at first.
            if (next >= Known.Count || Known[next] != identity)
            {
                // One may be in there twice: the kernel goes on by position, and somebody put a rule before it meanwhile.
                places ??= Known.Index().DistinctBy(known => known.Item).ToDictionary(known => known.Item, known => known.Index);
                if (!places.TryGetValue(identity, out var place))
                {
                    if (read(now[i], i + 1) is not { } rule) return null;
                    rules[i] = rule;
                    continue;
                }

                next = place;
            }

            var known = Chain.Rules[next++];
            rules[i] = known.Number == i + 1 ? known : known with { Number = i + 1 };
        }

        return this with { Known = identities, Chain = Chain with { Rules = rules } };
    }
}
