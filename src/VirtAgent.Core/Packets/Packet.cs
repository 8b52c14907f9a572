namespace VirtAgent.Core.Packets;

/// <summary>The packet a question is asked about, as it enters the host.</summary>
public sealed record Packet
{
    /// <summary>Device it enters on.</summary>
    public required string In { get; init; }

    /// <summary>Sender.</summary>
    public required Address Source { get; init; }

    /// <summary>Receiver, before any translation.</summary>
    public required Address Destination { get; init; }

    /// <summary>IP protocol number; 6 tcp, 17 udp, 1 icmp, 58 icmpv6.</summary>
    public required byte Protocol { get; init; }

    /// <summary>Source port of a protocol that has ports.</summary>
    public ushort SourcePort { get; init; }

    /// <summary>Destination port of a protocol that has ports.</summary>
    public ushort DestinationPort { get; init; }

    /// <summary>ICMP type, for protocols 1 and 58.</summary>
    public byte IcmpType { get; init; }

    /// <summary>ICMP code, for protocols 1 and 58.</summary>
    public byte IcmpCode { get; init; }

    /// <summary>TCP flags, FIN 1, SYN 2, RST 4, PSH 8, ACK 16, URG 32, ECE 64, CWR 128.</summary>
    public byte TcpFlags { get; init; }

    /// <summary>What conntrack will say of it; one of the five states.</summary>
    public ConnectionStates State { get; init; } = ConnectionStates.New;

    /// <summary>Sender's hardware address.</summary>
    public MacAddress SourceMac { get; init; }

    /// <summary>
    /// Whether it is a second or further fragment: its ports, type and flags are then what stands at their places, which some
    /// rules take for a header.
    /// </summary>
    public bool LaterFragment { get; init; }

    /// <summary>How many octets of the transport header there are to be read, 0-31; null for a whole one.</summary>
    public byte? TransportOctets { get; init; }

    /// <summary>Whether its IPv6 extension headers end before they name a protocol.</summary>
    public bool ProtocolUnknown { get; init; }

    /// <summary>The family of its addresses.</summary>
    public Family Family => Source.Family;

    /// <summary>tcp, udp, icmp, icmpv6 or the number.</summary>
    public string ProtocolName => ProtocolNames.Name(Protocol);
}
