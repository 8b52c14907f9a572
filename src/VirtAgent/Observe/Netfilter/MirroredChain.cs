using VirtAgent.Core.Rulesets;
using VirtAgent.Interop.Nftables;

namespace VirtAgent.Observe.Netfilter;

/// <summary>A chain of an iptables table, with the handles that the kernel gave it and its rules.</summary>
/// <param name="Handle">The chain's.</param>
/// <param name="Handles">The rules', in the order of <see cref="RuleChain.Rules"/>.</param>
/// <param name="Chain">What is known of it.</param>
internal sealed record MirroredChain(ulong Handle, IReadOnlyList<ulong> Handles, RuleChain Chain)
{
    /// <summary>A chain of which nothing is known yet.</summary>
    public static MirroredChain Empty(KernelChain chain) => new(chain.Handle, [], new RuleChain(chain.Name, Policy(chain), []));

    /// <summary>What iptables calls the policy of <paramref name="chain"/>.</summary>
    public static ChainPolicy? Policy(KernelChain chain) =>
        chain.Hook is null ? null : chain.Hook.Accepts ? ChainPolicy.Accept : ChainPolicy.Drop;

    /// <summary>
    /// The same chain with what the kernel has in it now. A handle stands for one rule for ever (nf_tables_newrule gives a
    /// replaced rule a new one), so that only those are read that were not there before.
    /// </summary>
    /// <param name="now">The kernel's rules.</param>
    /// <param name="read">Reads one that is new, with its number; null where it is not understood.</param>
    /// <returns>Null where one of them is not understood.</returns>
    public MirroredChain? With(IReadOnlyList<KernelRule> now, Func<KernelRule, int, Rule?> read)
    {
        var rules = new Rule[now.Count];
        var handles = new ulong[now.Count];
        Dictionary<ulong, int>? places = null;
        var next = 0;
        for (var i = 0; i < rules.Length; i++)
        {
            var handle = handles[i] = now[i].Handle;
            // Most stand where they stood, so that the place behind the last one is looked at first.
            if (next >= Handles.Count || Handles[next] != handle)
            {
                // One may be in there twice: the kernel goes on by position, and somebody put a rule before it meanwhile.
                places ??= Handles.Select((known, place) => (known, place)).DistinctBy(entry => entry.known)
                    .ToDictionary(entry => entry.known, entry => entry.place);
                if (!places.TryGetValue(handle, out var place))
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

        return this with { Handles = handles, Chain = Chain with { Rules = rules } };
    }
}
