namespace VirtAgent.Core.Rulesets;

/// <summary>What a rule can read of a packet and both evaluators follow. Widths in bits stand behind each name.</summary>
public enum PacketField
{
    /// <summary>The firewall mark (skb->mark), 32.</summary>
    Mark,

    /// <summary>Sender's address, 32 or 128.</summary>
    Source,

    /// <summary>Receiver's address as translations before have left it, 32 or 128.</summary>
    Destination,

    /// <summary>Upper-layer protocol, 8; IPv6 skips extension headers.</summary>
    Protocol,

    /// <summary>Octets 0-1 of the transport header, 16: the source port of protocols that have ports.</summary>
    SourcePort,

    /// <summary>Octets 2-3 of the transport header as translations before have left them, 16: the destination port.</summary>
    DestinationPort,

    /// <summary>Octet 0 of an ICMP header, 8.</summary>
    IcmpType,

    /// <summary>Octet 1 of an ICMP header, 8.</summary>
    IcmpCode,

    /// <summary>Octet 13 of a TCP header, 8: FIN 1, SYN 2, RST 4, PSH 8, ACK 16, URG 32, ECE 64, CWR 128.</summary>
    TcpFlags,

    /// <summary>Sender's hardware address, 48.</summary>
    SourceMac,
}
