using VirtAgent.Core.Rulesets;

namespace VirtAgent.Core.Analysis.Sets;

/// <summary>
/// Pushes a set of packets through one base chain, with everything it jumps to, and returns what comes out alive: what was
/// accepted, and what reached an accepting policy. What nobody knows stays in the sets as a bit of <see cref="Unknowns"/>.
/// </summary>
internal sealed class ChainPush
{
    /// <summary>The kernel refuses deeper jumps (nf_tables NFT_JUMP_STACK_SIZE 16, x_tables checks for loops at load).</summary>
    private const int DeepestJump = 64;

    private readonly PacketSpace _space;
    private readonly ConditionSets _conditions;
    private readonly BaseChain _base;
    private readonly StatementSets _statements;
    private readonly Action<Chain?> _entered;
    private readonly Dictionary<(Chain, PacketSet, int), PacketSet> _pushed = [];
    private readonly List<Acceptance> _accepted = [];
    private readonly List<Translation> _translations = [];
    private readonly List<Departure> _departures = [];
    private PacketSet _alive;

    public ChainPush(PacketSpace space, ConditionSets conditions, StatementSets statements, BaseChain chain,
        Action<Chain?> entered)
    {
        (_space, _conditions, _statements, _base, _entered) = (space, conditions, statements, chain, entered);
        _alive = space.None;
    }

    /// <summary>What each accepting rule let through, the policy last.</summary>
    public IReadOnlyList<Acceptance> Accepted => _accepted;

    /// <summary>What each rule that rewrites destinations took.</summary>
    public IReadOnlyList<Translation> Translations => _translations;

    /// <summary>What rules sent copies of.</summary>
    public IReadOnlyList<Departure> Departures => _departures;

    /// <summary>Packets whose flow a rule of a nat chain has bound: no later one is asked.</summary>
    public PacketSet Bound { get; private set; }

    /// <summary>Packets whose flow something that is not modelled may have bound.</summary>
    public PacketSet MayBeBound { get; private set; }

    /// <summary>Runs <paramref name="packets"/> through the chain.</summary>
    /// <returns>What is alive behind it.</returns>
    public PacketSet Run(PacketSet packets)
    {
        Bound = MayBeBound = _space.None;
        var end = Through(_base.Chain, packets, 0);
        if (!_base.Chain.Hook!.Drops && !end.IsEmpty) Accept(_base.Chain, null, end);
        _entered(null);
        return _alive;
    }

    /// <returns>What comes back to the caller: the end of the chain and every RETURN.</returns>
    private PacketSet Through(Chain chain, PacketSet packets, int depth)
    {
        // The same packets in the same chain do the same again: rules that fan out are followed once.
        var key = (chain, packets, _conditions.Part);
        if (_pushed.TryGetValue(key, out var known)) return known;
        var returned = _space.None;
        foreach (var rule in chain.Rules)
        {
            if (packets.IsEmpty) break;
            _entered(chain);
            packets = Through(chain, rule, packets, depth, ref returned);
        }

        returned |= packets;
        _pushed[key] = returned;
        return returned;
    }

    /// <returns>What goes on behind the rule.</returns>
    private PacketSet Through(Chain chain, ChainRule rule, PacketSet packets, int depth, ref PacketSet returned)
    {
        var (inside, behind) = (packets, _space.None);
        // Matches in a row are one question. It is put together before it meets the packets, whose set is a hundred times as
        // large; but what nobody knows is asked of packets that reach it alone.
        var asked = new Answer(_space.All, _space.None);
        foreach (var statement in rule.Statements)
        {
            if (statement is Statement.Match { Condition: var next } && ConditionSets.IsKnown(next))
            {
                asked = Then(asked, next);
                continue;
            }

            behind |= inside & asked.Fails;
            inside &= asked.Holds;
            if (inside.IsEmpty) return behind;
            asked = new Answer(_space.All, _space.None);
            switch (statement)
            {
                case Statement.Match match:
                    asked = Then(asked, match.Condition);
                    break;
                case Statement.Require require:
                    inside &= _conditions.Of(require.Condition).Holds;
                    break;
                case Statement.Verdict verdict:
                    return behind | End(chain, rule, verdict, inside, depth, ref returned);
                case Statement.Redirect:
                    return behind;
                case Statement.TranslateSource:
                // net/netfilter/xt_NETMAP.c: behind routing it is the source that is moved.
                case Statement.TranslateDestination when _base.Chain.Hook!.Point == HookPoint.Postrouting:
                    Accept(chain, rule, inside);
                    Bound |= inside;
                    return behind;
                case Statement.TranslateDestination to:
                    Translate(to, inside);
                    return behind;
                case Statement.Copy copy:
                    _departures.Add(new Departure(_base.Table, chain, rule, copy, inside));
                    break;
                case Statement.Unknown unknown:
                    inside = Unknown(chain, rule, unknown.Effects, inside);
                    break;
                default:
                    inside = _statements.Change(statement, inside);
                    break;
            }
        }

        return behind | (inside & asked.Fails) | (inside & asked.Holds);
    }

    /// <summary>A packet that fails the first is not asked the second.</summary>
    private Answer Then(Answer first, Condition second)
    {
        var answer = _conditions.Of(second);
        return new Answer(first.Holds & answer.Holds, first.Fails | (first.Holds & answer.Fails));
    }

    /// <returns>What goes on behind the rule.</returns>
    private PacketSet End(Chain chain, ChainRule rule, Statement.Verdict verdict, PacketSet packets, int depth,
        ref PacketSet returned)
    {
        switch (verdict.Kind)
        {
            case VerdictKind.Accept:
                Accept(chain, rule, packets);
                break;
            case VerdictKind.Return:
                returned |= packets;
                break;
            case VerdictKind.Jump or VerdictKind.Goto when depth >= DeepestJump || _base.Table.Find(verdict.Chain!) is null:
                return Unknown(chain, rule, Effects.Anything, packets);
            case VerdictKind.Jump:
                return Through(_base.Table.Find(verdict.Chain!)!, packets, depth + 1);
            case VerdictKind.Goto:
                returned |= Through(_base.Table.Find(verdict.Chain!)!, packets, depth + 1);
                break;
        }

        return _space.None;
    }

    /// <summary>Whatever it may do is possible, and nothing of it certain.</summary>
    private PacketSet Unknown(Chain chain, ChainRule rule, Effects effects, PacketSet packets)
    {
        var after = _statements.Unknown(effects, packets);
        if (effects.HasFlag(Effects.Copy)) _departures.Add(new Departure(_base.Table, chain, rule, null, after));
        if (effects.HasFlag(Effects.Accept)) Accept(chain, rule, after);
        if (_base.Chain.Hook!.IsNat) MayBeBound |= after;
        return after;
    }

    private void Accept(Chain chain, ChainRule? rule, PacketSet packets)
    {
        if (packets.IsEmpty) return;
        _accepted.Add(new Acceptance(_base.Table, _base.Chain, chain, rule, packets));
        _alive |= packets;
    }

    private void Translate(Statement.TranslateDestination to, PacketSet packets)
    {
        var translation = new Translation(to, packets);
        _translations.Add(translation);
        var after = translation.After(_space);
        Bound |= after;
        _alive |= after;
    }
}
