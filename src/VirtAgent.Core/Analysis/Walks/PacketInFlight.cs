using VirtAgent.Core.Analysis.Path;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Rulesets;

namespace VirtAgent.Core.Analysis.Walks;

/// <summary>
/// A packet on its way through the host: what rules and routes see of it, as the rules before have left it. A record, so that a
/// copy can stand for the state at a point.
/// </summary>
internal sealed record PacketInFlight(Packet Sent)
{
    /// <summary>Device it leaves on; empty before routing, as the kernel has it.</summary>
    public string Out { get; set; } = "";

    /// <summary>Receiver, after translation.</summary>
    public Address Destination { get; private set; } = Sent.Destination;

    /// <summary>Destination port, after translation.</summary>
    public ushort DestinationPort { get; private set; } = Sent.DestinationPort;

    /// <summary>What conntrack says now: INVALID until <see cref="Track"/>, because xt_conntrack finds no entry then.</summary>
    public ConnectionStates State { get; private set; } = ConnectionStates.Invalid;

    /// <summary>Whether connection tracking is on for its family, as far as it had to be known.</summary>
    public Truth Tracked { get; set; } = Truth.Unknown;

    /// <summary>Whether conntrack has changed its destination.</summary>
    public bool Translated { get; private set; }

    /// <summary>Whether something that is not modelled wrote its headers, so that nothing is known of them any more.</summary>
    public bool Rewritten { get; private set; }

    /// <summary>The firewall mark, in the bits of <see cref="KnownMark"/>.</summary>
    public uint Mark { get; private set; }

    /// <summary>Which bits of the mark are known: all, until something that is not modelled writes it.</summary>
    public uint KnownMark { get; private set; } = uint.MaxValue;

    /// <summary>What questions that are asked again were answered on this part of the way.</summary>
    public Answer? Answers { get; private set; }

    /// <summary>Conntrack looks at it (hook priority -200), unless a rule of the raw table excepted it.</summary>
    public void Track()
    {
        if (State != ConnectionStates.Untracked) State = Sent.State;
        ForgetAnswers();
    }

    /// <summary>A packet that conntrack has an entry for stays tracked (net/netfilter/xt_CT.c notrack_tg).</summary>
    public void Untrack()
    {
        if (State == ConnectionStates.Invalid) State = ConnectionStates.Untracked;
    }

    /// <summary>net/netfilter/nf_nat_core.c: a flow counts as translated when its destination really changes.</summary>
    public void Translate(Address destination, ushort port)
    {
        Translated |= (destination, port) != (Destination, DestinationPort);
        (Destination, DestinationPort) = (destination, port);
        ForgetAnswers();
    }

    /// <summary>Something that is not modelled wrote its headers.</summary>
    public void Rewrite()
    {
        Rewritten = true;
        ForgetAnswers();
    }

    /// <summary>MARK --set-xmark: net/netfilter/xt_mark.c.</summary>
    public void SetMark(uint value, uint mask)
    {
        KnownMark |= mask;
        Mark = ((Mark & ~mask) ^ value) & KnownMark;
    }

    /// <summary>Something wrote a mark that is not modelled.</summary>
    public void ForgetMark() => (Mark, KnownMark) = (0, 0);

    /// <summary>Whether (mark and <paramref name="mask"/>) lies between the two.</summary>
    public Truth HasMark(uint mask, Bits128 first, Bits128 last)
    {
        Bits128 lowest = Mark & mask, highest = (Mark & mask) | (mask & ~KnownMark);
        if (first <= lowest && highest <= last) return Truth.Yes;
        if (highest < first || last < lowest) return Truth.No;
        // A single value also differs in one known bit between the two.
        var differs = first == last && (((first & KnownMark) != lowest) || (first & ~(Bits128)mask) != 0);
        return differs ? Truth.No : Truth.Unknown;
    }

    /// <summary>What a rule reads in <paramref name="field"/>, whatever the protocol; null where that is not known.</summary>
    public Bits128? Read(PacketField field)
    {
        if (Rewritten && field != PacketField.SourceMac) return null;
        return field switch
        {
            PacketField.Source => Sent.Source.Bits,
            PacketField.Destination => Destination.Bits,
            PacketField.Protocol => Sent.Protocol,
            PacketField.SourcePort => FirstOctets,
            PacketField.DestinationPort => DestinationPort,
            PacketField.IcmpType => FirstOctets >> 8,
            PacketField.IcmpCode => FirstOctets & 0xff,
            PacketField.TcpFlags => Sent.TcpFlags,
            PacketField.SourceMac => (long)Sent.SourceMac.Bits,
            _ => null,
        };
    }

    private int FirstOctets => Sent.Protocol is ProtocolNames.Icmp or ProtocolNames.IcmpV6
        ? (Sent.IcmpType << 8) | Sent.IcmpCode
        : Sent.SourcePort;

    /// <summary>What was answered to <paramref name="question"/> on this part of the way.</summary>
    public Truth Answered(string question)
    {
        for (var answer = Answers; answer is not null; answer = answer.Before)
        {
            if (answer.Question == question) return Truths.Of(answer.Holds);
        }

        return Truth.Unknown;
    }

    /// <summary>Remembers an answer.</summary>
    public void Remember(string question, bool holds) => Answers = new Answer(question, holds, Answers);

    /// <summary>
    /// The packet or what is known of its flow is another now, so that the same question may be answered otherwise.
    /// </summary>
    public void ForgetAnswers() => Answers = null;
}

/// <summary>The answer to a match that is not modelled, and those before it.</summary>
internal sealed record Answer(string Question, bool Holds, Answer? Before);
