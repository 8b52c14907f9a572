using VirtAgent.Core.Analysis.Path;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Rulesets;

namespace VirtAgent.Core.Analysis.Walks;

/// <summary>
/// Decides for one packet whether the conditions of a rule hold, as far as what is modelled and was read tells.
/// </summary>
internal sealed class RuleConditions(AddressTypes types, WalkedDevices devices, RouteLookup routes)
{
    // What can be loaded of a header whose end nobody asks for (Condition.Readable).
    private const int WholeHeader = 31;

    /// <summary>Whether <paramref name="condition"/> holds, given what was answered before.</summary>
    public Truth Holds(Condition condition, PacketInFlight packet, RuleAnswers answers)
    {
        switch (condition)
        {
            case Condition.All of:
                var all = Truth.Yes;
                for (var i = 0; i < of.Conditions.Count && all != Truth.No; i++)
                    all = all.And(Holds(of.Conditions[i], packet, answers));
                return all;
            case Condition.Any of:
                var any = Truth.No;
                for (var i = 0; i < of.Conditions.Count && any != Truth.Yes; i++)
                    any = any.Or(Holds(of.Conditions[i], packet, answers));
                return any;
            case Condition.Not of:
                return Holds(of.Condition, packet, answers).Negate(true);
            case Condition.Between of:
                return Between(Holds(of.Certain, packet, answers), Holds(of.Possible, packet, answers), answers.Of(of));
            case Condition.Unknown of when packet.Answered(of.Text) is var told and not Truth.Unknown:
                answers.Note(of);
                return told;
            default:
                var holds = Plain(condition, packet);
                return holds == Truth.Unknown ? answers.Of(condition) : holds;
        }
    }

    /// <summary>
    /// The first question whose answer <paramref name="condition"/>, which is open, hangs on, and whether it stands there
    /// without a negation.
    /// </summary>
    public (Condition Question, bool Positive) Open(Condition condition, PacketInFlight packet, RuleAnswers answers)
    {
        var positive = true;
        while (true)
        {
            switch (condition)
            {
                case Condition.All of:
                    condition = FirstOpen(of.Conditions);
                    continue;
                case Condition.Any of:
                    condition = FirstOpen(of.Conditions);
                    continue;
                case Condition.Not of:
                    (condition, positive) = (of.Condition, !positive);
                    continue;
                case Condition.Between of when IsOpen(of.Certain):
                    condition = of.Certain;
                    continue;
                case Condition.Between of when IsOpen(of.Possible):
                    condition = of.Possible;
                    continue;
                default:
                    return (condition, positive);
            }
        }

        Condition FirstOpen(IReadOnlyList<Condition> conditions) => conditions.First(IsOpen);
        bool IsOpen(Condition one) => Holds(one, packet, answers) == Truth.Unknown;
    }

    /// <summary>What leaves <paramref name="question"/> open, for the reader of an assumption.</summary>
    public static string Doubt(Condition question, bool positive, PacketInFlight packet) => question switch
    {
        Condition.Unknown of => positive ? of.Text : $"not {of.Text}",
        Condition.SendersChoice of => of.Text,
        Condition.Between => "which of its matches iptables-nft merged is not known",
        Condition.Test { Field: PacketField.Mark } => "the packet's mark is not known",
        _ when packet.Rewritten => "what the packet's headers became is not known",
        Condition.ReversePath => "the way back to the sender is not known",
        Condition.AddressKind => "what the routing tables call the address was not read",
        Condition.State => "whether the flow was translated is not known",
        _ => "whether its device has hardware addresses is not known",
    };

    private static Truth Between(Truth certain, Truth possible, Truth told)
    {
        if (certain == Truth.Yes) return Truth.Yes;
        if (possible == Truth.No) return Truth.No;
        return certain == Truth.No && possible == Truth.Yes ? told : Truth.Unknown;
    }

    private Truth Plain(Condition condition, PacketInFlight packet)
    {
        var sent = packet.Sent;
        return condition switch
        {
            Condition.Test of => Test(of, packet),
            Condition.Device of => Truths.Of(of.Pattern.Covers(of.Entered ? sent.In : packet.Out)),
            Condition.State of => State(of.States, packet),
            Condition.Ethernet => devices.HaveEthernet(sent.In),
            _ when packet.Rewritten => Truth.Unknown,
            Condition.LaterFragment => Truths.Of(sent.LaterFragment),
            Condition.Readable of => Truths.Of(!sent.ProtocolUnknown && of.Octets <= (sent.TransportOctets ?? WholeHeader)),
            Condition.ReversePath of => ReversePath(of.Loose, packet),
            Condition.AddressKind of => types.Holds(of.OfSource ? sent.Source : packet.Destination, of.Types),
            _ => Truth.Unknown,
        };
    }

    /// <summary>
    /// net/ipv4/netfilter/ipt_rpfilter.c rpfilter_lookup_reverse; one next hop of several is enough. IPv6 asks nothing about a
    /// packet without a sender (ip6t_rpfilter.c).
    /// </summary>
    private Truth ReversePath(bool loose, PacketInFlight packet)
    {
        if (packet.Sent.Source is { Family: Family.IPv6, Bits: { High: 0, Low: 0 } }) return Truth.Yes;
        var ways = routes.DecideReverse(packet, withMark: false);
        var leading = ways.Count(way => way.Outcome == WalkOutcome.Forwarded && (loose || way.Device == packet.Sent.In));
        if (leading == 0) return Truth.No;
        return leading < ways.Count && ways.Any(way => way.Assumption is not null) ? Truth.Unknown : Truth.Yes;
    }

    private static Truth Test(Condition.Test of, PacketInFlight packet)
    {
        if (of.Field == PacketField.Mark) return packet.HasMark((uint)(ulong)of.Mask, of.First, of.Last);
        if (packet.Read(of.Field) is not { } value) return Truth.Unknown;
        var masked = value & of.Mask;
        return Truths.Of(masked >= of.First && masked <= of.Last);
    }

    /// <summary>net/netfilter/xt_conntrack.c: the state's bit, and the entry's two translation bits where there is one.</summary>
    private static Truth State(ConnectionStates states, PacketInFlight packet)
    {
        const ConnectionStates Translation = ConnectionStates.DestinationNat | ConnectionStates.SourceNat;
        const ConnectionStates Older = ConnectionStates.Established | ConnectionStates.Related;
        if ((states & packet.State) != 0) return Truth.Yes;
        if (packet.Translated && (states & ConnectionStates.DestinationNat) != 0) return Truth.Yes;
        // An older flow may have been translated long ago; nobody told.
        var open = (states & Translation) != 0 && ((packet.State & Older) != 0 || packet.Rewritten);
        return open ? Truth.Unknown : Truth.No;
    }
}
