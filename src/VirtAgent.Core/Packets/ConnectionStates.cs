namespace VirtAgent.Core.Packets;

/// <summary>What conntrack says of a packet (xt_conntrack.h). A packet has exactly one of the first five.</summary>
[Flags]
public enum ConnectionStates
{
    /// <summary>No state.</summary>
    None = 0,

    /// <summary>The first packet of a flow.</summary>
    New = 1,

    /// <summary>A packet of a flow that has seen both directions.</summary>
    Established = 2,

    /// <summary>An error about, or a helper's expectation of, a known flow.</summary>
    Related = 4,

    /// <summary>No flow can be made of it; also any packet before conntrack ran (raw PREROUTING).</summary>
    Invalid = 8,

    /// <summary>Excepted from tracking by NOTRACK, or IPv6 neighbour discovery.</summary>
    Untracked = 16,

    /// <summary>Pseudo-state: the flow's destination was translated.</summary>
    DestinationNat = 32,

    /// <summary>Pseudo-state: the flow's source was translated; never so for a new flow before POSTROUTING.</summary>
    SourceNat = 64,
}
