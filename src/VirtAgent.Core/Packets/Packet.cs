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

    /// <summary>Whether it is a second or further fragment and so shows no ports.</summary>
    public bool LaterFragment { get; init; }

    /// <summary>The family of its addresses.</summary>
    public Family Family => Source.Family;

    /// <summary>tcp, udp, icmp, icmpv6 or the number.</summary>
    public string ProtocolName => ProtocolNames.Name(Protocol);
}
