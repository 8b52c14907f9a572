using VirtAgent.Core.Analysis.Path;
using VirtAgent.Core.Packets;

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
    public Address Destination { get; set; } = Sent.Destination;

    /// <summary>Destination port, after translation.</summary>
    public ushort DestinationPort { get; set; } = Sent.DestinationPort;

    /// <summary>What conntrack says now: INVALID until <see cref="Track"/>, because xt_conntrack finds no entry then.</summary>
    public ConnectionStates State { get; set; } = ConnectionStates.Invalid;

    /// <summary>Whether conntrack has changed its destination.</summary>
    public bool Translated { get; set; }

    /// <summary>The firewall mark, in the bits of <see cref="KnownMark"/>.</summary>
    public uint Mark { get; private set; }

    /// <summary>Which bits of the mark are known: all, until something that is not modelled writes it.</summary>
    public uint KnownMark { get; private set; } = uint.MaxValue;

    /// <summary>Conntrack looks at it (hook priority -200), unless a rule of the raw table excepted it.</summary>
    public void Track()
    {
        if (State != ConnectionStates.Untracked) State = Sent.State;
    }

    /// <summary>MARK --set-xmark: net/netfilter/xt_mark.c.</summary>
    public void SetMark(uint value, uint mask)
    {
        Mark = (Mark & ~mask) ^ value;
        KnownMark |= mask;
    }

    /// <summary>Something wrote a mark that is not modelled.</summary>
    public void ForgetMark() => KnownMark = 0;

    /// <summary>Whether (mark and <paramref name="mask"/>) equals <paramref name="value"/>.</summary>
    public Truth HasMark(uint value, uint mask)
    {
        var known = mask & KnownMark;
        if ((value & ~mask) != 0 || (Mark & known) != (value & known)) return Truth.No;
        return known == mask ? Truth.Yes : Truth.Unknown;
    }
}
