using VirtAgent.Core.Analysis.Path;
using VirtAgent.Core.Findings;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Rulesets;

namespace VirtAgent.Core.Analysis.Walks;

/// <summary>How a packet comes out of a built-in chain.</summary>
internal enum ChainEnd
{
    /// <summary>It goes on to the next hook.</summary>
    Passed,

    /// <summary>It goes on, and conntrack has settled the translation of its flow.</summary>
    Translated,

    /// <summary>It was redirected to the host.</summary>
    Redirected,

    /// <summary>It is gone.</summary>
    Dropped,
}

/// <summary>
/// Takes one packet through built-in chains, rule by rule, as ipt_do_table does (net/ipv4/netfilter/ip_tables.c): jump pushes a
/// return address, goto does not, the end of a user chain pops one, the end of the built-in chain is its policy.
/// </summary>
internal sealed class ChainWalk(
    WalkedRules rules, RuleConditions conditions, Choices choices, PacketInFlight packet, List<TraceStep> steps)
{
    // The kernel refuses rules that loop, so only damaged text can get here; or rules that fan out beyond all use.
    private const int MostConsulted = 500_000;

    private WalkedChain _builtIn = null!;
    private WalkedChain _chain = null!;
    private int _next;
    private int _depth;
    private ChainFrame? _frame;

    /// <summary>How many rules were consulted so far.</summary>
    public int Consulted { get; private set; }

    /// <summary>Runs the built-in chain <paramref name="start"/> from its first rule.</summary>
    public ChainEnd Run(WalkedChain start)
    {
        (_builtIn, _chain, _next, _depth, _frame) = (start, start, 0, 1, null);
        while (true)
        {
            if (_next == _chain.Rules.Length)
            {
                if (_frame is null) return AtPolicy();
                Return();
                continue;
            }

            var index = _next++;
            if (++Consulted > MostConsulted) return Lost(index, "too many rules to follow");
            var holds = conditions.Holds(_chain.Rules[index], packet, _chain.Backend);
            if (holds == Truth.No) steps.Add(_chain.Missed(index));
            else if (holds == Truth.Unknown && !IsTakenToHold(index)) steps.Add(_chain.Step(index, "no match (assumed)"));
            else if (Act(index, holds == Truth.Unknown ? " (assumed)" : "") is { } end) return end;
        }
    }

    private bool IsTakenToHold(int index)
    {
        var (chain, rule) = (_chain, _chain.Rules[index]);
        // A rule that does nothing may as well hold: what follows is the same.
        if (rule.Target is Target.Continue) return true;

        var asked = packet with { };
        string Assumption(int taken) =>
            $"{Name(chain, index)} {(taken == 0 ? "does not match" : "matches")}: {conditions.Doubt(rule, asked, chain.Backend)}";
        return Choose(index, "match", 2, Assumption) == 1;
    }

    /// <summary>Does what the target says; the end of the chain, or null to go on at the current position.</summary>
    private ChainEnd? Act(int index, string assumed)
    {
        var target = _chain.Rules[index].Target;
        switch (target)
        {
            case Target.Accept:
                return End(index, "accept" + assumed, ChainEnd.Passed);
            case Target.Drop drop:
                return End(index, (drop.WithError ? "reject" : "drop") + assumed, ChainEnd.Dropped);
            case Target.Redirect:
                return End(index, "redirect" + assumed, ChainEnd.Redirected);
            case Target.SourceNat:
                return End(index, "snat" + assumed, ChainEnd.Translated);
            case Target.DestinationNat nat:
                return Translate(index, nat, assumed);
            case Target.Return:
                Step(index, "return" + assumed);
                if (_frame is null) return AtPolicy();
                Return();
                return null;
            case Target.Jump jump:
                return Enter(index, jump.Chain, "jump", true, assumed);
            case Target.Goto go:
                return Enter(index, go.Chain, "goto", false, assumed);
            case Target.Unmodelled unmodelled:
                return AnyEnd(index, unmodelled.Text);
            default:
                Step(index, Change(target) + assumed);
                return null;
        }
    }

    /// <summary>Targets that write something and go on.</summary>
    private string Change(Target target)
    {
        switch (target)
        {
            case Target.SetMark set:
                packet.SetMark(set.Value, set.Mask);
                return packet.KnownMark == uint.MaxValue ? $"mark 0x{packet.Mark:x}" : "mark unknown";
            case Target.ForgetMark:
                packet.ForgetMark();
                return "mark unknown";
            case Target.Untrack:
                packet.State = ConnectionStates.Untracked;
                return "untracked";
            default:
                return "continue";
        }
    }

    private ChainEnd? Enter(int index, string name, string how, bool comesBack, string assumed)
    {
        if (rules.Find(_chain, name) is not { } chain) return AnyEnd(index, $"there is no chain {name}");
        if (_depth >= _chain.Table.Chains.Count) return Lost(index, $"its chains lead in a circle at {name}");

        Step(index, $"{how} {name}{assumed}");
        if (comesBack) _frame = new ChainFrame(_chain, _next, _depth, _frame);
        (_chain, _next) = (chain, 0);
        _depth++;
        return null;
    }

    private void Return() => (_chain, _next, _depth, _frame) = (_frame!.Chain, _frame.Next, _frame.Depth, _frame.Caller);

    private ChainEnd AtPolicy()
    {
        steps.Add(_builtIn.PolicyStep());
        return _builtIn.Policy == ChainPolicy.Drop ? ChainEnd.Dropped : ChainEnd.Passed;
    }

    /// <summary>net/netfilter/nf_nat_core.c: a flow counts as translated when its destination really changes.</summary>
    private ChainEnd Translate(int index, Target.DestinationNat nat, string assumed)
    {
        var ports = ProtocolNames.HasPorts(packet.Sent.Protocol) ? nat.Ports : null;
        var several = nat.First != nat.Last || ports is { } range && range.First != range.Last;
        var chain = _chain;
        string Assumption(int taken) => $"{Name(chain, index)} picks the {(taken == 0 ? "first" : "last")} of its destinations";
        var last = several && Choose(index, "dnat", 2, Assumption, coversAll: false) == 1;

        var before = (packet.Destination, packet.DestinationPort);
        packet.Destination = (last ? nat.Last : nat.First) ?? packet.Destination;
        if (ports is { } chosen) packet.DestinationPort = last ? chosen.Last : chosen.First;
        packet.Translated |= before != (packet.Destination, packet.DestinationPort);

        var to = packet.Destination.ToString();
        if (ports is not null) to = (packet.Destination.Family == Family.IPv6 ? $"[{to}]" : to) + $":{packet.DestinationPort}";
        return End(index, $"dnat {to}{(several ? " (assumed)" : assumed)}", ChainEnd.Translated);
    }

    private ChainEnd? AnyEnd(int index, string text)
    {
        var chain = _chain;
        string[] ends = ["lets the packet go on", "accepts the packet", "drops the packet"];
        switch (Choose(index, "target", 3, taken => $"{Name(chain, index)} {ends[taken]}: {text}"))
        {
            case 0:
                Step(index, "continue (assumed)");
                return null;
            case 1:
                return End(index, "accept (assumed)", ChainEnd.Passed);
            default:
                return End(index, "drop (assumed)", ChainEnd.Dropped);
        }
    }

    private ChainEnd Lost(int index, string why)
    {
        var chain = _chain;
        string Assumption(int taken) => $"{Name(chain, index)} {(taken == 0 ? "accepts" : "drops")} the packet in the end: {why}";
        var dropped = Choose(index, "lost", 2, Assumption) == 1;
        return End(index, dropped ? "drop (assumed)" : "accept (assumed)", dropped ? ChainEnd.Dropped : ChainEnd.Passed);
    }

    private int Choose(int index, string question, int count, Func<int, string?> assumption, bool coversAll = true) =>
        choices.Take(new ChoicePoint(_chain, index, question, _frame, packet with { }), count, assumption, coversAll);

    private static string Name(WalkedChain chain, int index) =>
        $"rule {chain.Rules[index].Number} of {chain.Table.Name}/{chain.Name} ({chain.BackendName})";

    private void Step(int index, string outcome) => steps.Add(_chain.Step(index, outcome));

    private ChainEnd End(int index, string outcome, ChainEnd end)
    {
        Step(index, outcome);
        return end;
    }
}
