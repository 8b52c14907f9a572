using VirtAgent.Core.Analysis.Path;
using VirtAgent.Core.Rulesets;

namespace VirtAgent.Core.Analysis.Sets;

/// <summary>
/// Pushes a set of packets through one built-in chain of a table, with everything it jumps to, and returns what comes out
/// alive: what was accepted, and what reached an accepting policy. Every step keeps both bounds sound: an unknown match only
/// widens what is possible and only narrows what is certain.
/// </summary>
internal sealed class ChainPush
{
    /// <summary>The kernel refuses deeper jumps (nf_tables NFT_JUMP_STACK_SIZE 16, x_tables checks for loops at load).</summary>
    private const int DeepestJump = 64;

    private readonly PacketSpace _space;
    private readonly MatchSets _matches;
    private readonly RuleTable _table;
    private readonly Backend _backend;
    private readonly bool _routed;
    private readonly bool _marksTested;
    private readonly List<Acceptance> _accepted = [];
    private readonly List<Translation> _translations = [];
    private Bounds _alive;

    public ChainPush(PacketSpace space, MatchSets matches, RuleSet rules, Stage stage, bool marksTested)
    {
        (_space, _matches, _backend, _marksTested) = (space, matches, rules.Backend, marksTested);
        _table = rules.Table(stage.Table)!;
        _routed = Stage.AfterRouting.Contains(stage);
        _alive = Bounds.Exactly(space.None);
    }

    /// <summary>What each accepting rule let through, the policy last.</summary>
    public IReadOnlyList<Acceptance> Accepted => _accepted;

    /// <summary>What each DNAT rule took.</summary>
    public IReadOnlyList<Translation> Translations => _translations;

    /// <summary>Runs <paramref name="packets"/> through <paramref name="chain"/>.</summary>
    /// <returns>What is alive behind it.</returns>
    public Bounds Run(RuleChain chain, Bounds packets)
    {
        var end = Through(chain, packets, 0);
        if (chain.Policy == ChainPolicy.Drop || end.IsEmpty) return _alive;
        Accept(null, end);
        return _alive;
    }

    /// <returns>What comes back to the caller: the end of the chain and every RETURN.</returns>
    private Bounds Through(RuleChain chain, Bounds packets, int depth)
    {
        var returned = Bounds.Exactly(_space.None);
        foreach (var rule in chain.Rules)
        {
            if (packets.IsEmpty) break;
            var matched = packets & _matches.Of(rule, _backend, _routed);
            if (matched.IsEmpty) continue;
            var passed = packets - matched;
            switch (rule.Target)
            {
                case Target.Accept or Target.SourceNat:
                    Accept(rule, matched);
                    break;
                case Target.Drop or Target.Redirect:
                    break;
                case Target.Return:
                    returned |= matched;
                    break;
                case Target.Jump jump when depth < DeepestJump && _table.Chain(jump.Chain) is { } next:
                    passed |= Through(next, matched, depth + 1);
                    break;
                case Target.Goto jump when depth < DeepestJump && _table.Chain(jump.Chain) is { } next:
                    returned |= Through(next, matched, depth + 1);
                    break;
                case Target.Continue:
                    passed = packets;
                    break;
                case Target.SetMark mark:
                    passed |= matched.Map(set => Marked(set, mark));
                    break;
                case Target.ForgetMark:
                    passed |= _marksTested ? new Bounds(_space.None, matched.Possible.Forget(_space.Mark)) : matched;
                    break;
                case Target.Untrack:
                    passed |= matched.Map(set => set.Forget(_space.State) & _space.Is(_space.State, StateCode.Untracked));
                    break;
                case Target.DestinationNat nat:
                    Translate(rule, nat, matched);
                    break;
                default:
                    // May accept, may drop, may go on; what it matches is certain of none of them.
                    Accept(rule, new Bounds(_space.None, matched.Possible));
                    passed = new Bounds(passed.Certain, passed.Possible | matched.Possible);
                    break;
            }

            packets = passed;
        }

        return returned | packets;
    }

    private void Accept(Rule? rule, Bounds packets)
    {
        if (packets.IsEmpty) return;
        _accepted.Add(new Acceptance(_backend, rule, packets));
        _alive |= packets;
    }

    private void Translate(Rule rule, Target.DestinationNat nat, Bounds packets)
    {
        var translation = new Translation(rule, nat, packets);
        _translations.Add(translation);
        _alive |= translation.After(_space);
    }

    /// <summary>
    /// xt_MARK: mark becomes (mark and not mask) xor value. Bits outside the mask that the value flips are flipped one by one.
    /// </summary>
    private PacketSet Marked(PacketSet set, Target.SetMark mark)
    {
        for (var bit = 0; bit < 32; bit++)
        {
            var one = (mark.Value >> bit & 1) == 1;
            var overwritten = (mark.Mask >> bit & 1) == 1;
            if (!overwritten && !one) continue;
            var field = new Field(_space.Mark.First + 31 - bit, 1);
            PacketSet high = _space.Is(field, 1), low = _space.Is(field, 0);
            set = overwritten
                ? set.Forget(field) & (one ? high : low)
                : ((set & high).Forget(field) & low) | ((set & low).Forget(field) & high);
        }

        return set;
    }
}
