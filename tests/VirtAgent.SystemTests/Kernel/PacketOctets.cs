using System.Buffers.Binary;
using VirtAgent.Core.Packets;

namespace VirtAgent.SystemTests.Kernel;

/// <summary>Packets as they stand on the wire: IPv4 or IPv6, tcp, udp, icmp or others, and a serial number as payload.</summary>
internal static class PacketOctets
{
    private const byte Hops = 64;
    private const int SerialLength = 8;

    /// <summary>
    /// The octets of <paramref name="packet"/>. <paramref name="sound"/> false spoils the checksum of tcp, udp and icmp, which
    /// makes the packet INVALID to conntrack and nothing else.
    /// </summary>
    public static byte[] Write(Packet packet, int serial, bool sound)
    {
        var v4 = packet.Family == Family.IPv4;
        var upper = Upper(packet, serial);
        var octets = new byte[(v4 ? 20 : 40) + upper.Length];
        if (v4) WriteIPv4(octets, packet, serial);
        else WriteIPv6(octets, packet, upper.Length);
        if (ChecksumAt(packet.Protocol) is { } at)
        {
            // icmp alone does without the pseudo-header.
            var sum = packet.Protocol == ProtocolNames.Icmp ? 0 : PseudoHeader(packet, upper.Length);
            var checksum = Checksum(upper, sum);
            if (checksum == 0 && packet.Protocol == ProtocolNames.Udp) checksum = 0xffff;
            // One more or less is never another spelling of the same sum, and never udp's "none".
            if (!sound) checksum = (ushort)(checksum is 0xffff or 0xfffe ? checksum - 2 : checksum + 1);
            BinaryPrimitives.WriteUInt16BigEndian(upper.AsSpan(at), checksum);
        }

        upper.CopyTo(octets.AsSpan(octets.Length - upper.Length));
        return octets;
    }

    /// <summary>
    /// Whether <paramref name="departed"/> is the forwarded <paramref name="arrived"/>, translated or not: one hop nearer its
    /// end, the same size and the same serial number. What the kernel sends of its own (errors, resets, echo replies) is not.
    /// </summary>
    public static bool IsForwarded(byte[] departed, byte[] arrived) =>
        departed.Length == arrived.Length
        && (departed[0] >> 4 == 4 ? departed[8] : departed[7]) == Hops - 1
        && departed.AsSpan(^SerialLength..).SequenceEqual(arrived.AsSpan(^SerialLength..));

    /// <summary>The receiver a packet names.</summary>
    public static Address Destination(byte[] octets)
    {
        var v4 = octets[0] >> 4 == 4;
        Bits128 bits = 0;
        foreach (var octet in v4 ? octets.AsSpan(16, 4) : octets.AsSpan(24, 16)) bits = (bits << 8) | octet;
        return new Address(v4 ? Family.IPv4 : Family.IPv6, bits);
    }

    private static byte[] Upper(Packet packet, int serial)
    {
        var octets = new byte[HeaderLength(packet.Protocol) + SerialLength];
        BinaryPrimitives.WriteInt64BigEndian(octets.AsSpan(octets.Length - SerialLength), serial);
        switch (packet.Protocol)
        {
            case ProtocolNames.Tcp:
                BinaryPrimitives.WriteUInt16BigEndian(octets, packet.SourcePort);
                BinaryPrimitives.WriteUInt16BigEndian(octets.AsSpan(2), packet.DestinationPort);
                octets[12] = 5 << 4;
                octets[13] = packet.TcpFlags;
                break;
            case ProtocolNames.Udp:
                BinaryPrimitives.WriteUInt16BigEndian(octets, packet.SourcePort);
                BinaryPrimitives.WriteUInt16BigEndian(octets.AsSpan(2), packet.DestinationPort);
                BinaryPrimitives.WriteUInt16BigEndian(octets.AsSpan(4), (ushort)octets.Length);
                break;
            case ProtocolNames.Icmp or ProtocolNames.IcmpV6:
                octets[0] = packet.IcmpType;
                octets[1] = packet.IcmpCode;
                // The identifier: every echo is a flow of its own.
                BinaryPrimitives.WriteUInt16BigEndian(octets.AsSpan(4), (ushort)serial);
                break;
        }

        return octets;
    }

    private static int HeaderLength(byte protocol) => protocol == ProtocolNames.Tcp ? 20 : protocol == ProtocolNames.Udp ? 8 : 12;

    private static int? ChecksumAt(byte protocol) => protocol switch
    {
        ProtocolNames.Tcp => 16,
        ProtocolNames.Udp => 6,
        ProtocolNames.Icmp or ProtocolNames.IcmpV6 => 2,
        _ => null,
    };

    private static void WriteIPv4(byte[] octets, Packet packet, int serial)
    {
        octets[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(octets.AsSpan(2), (ushort)octets.Length);
        BinaryPrimitives.WriteUInt16BigEndian(octets.AsSpan(4), (ushort)serial);
        octets[8] = Hops;
        octets[9] = packet.Protocol;
        BinaryPrimitives.WriteUInt32BigEndian(octets.AsSpan(12), (uint)packet.Source.Bits);
        BinaryPrimitives.WriteUInt32BigEndian(octets.AsSpan(16), (uint)packet.Destination.Bits);
        BinaryPrimitives.WriteUInt16BigEndian(octets.AsSpan(10), Checksum(octets.AsSpan(0, 20), 0));
    }

    private static void WriteIPv6(byte[] octets, Packet packet, int length)
    {
        octets[0] = 0x60;
        BinaryPrimitives.WriteUInt16BigEndian(octets.AsSpan(4), (ushort)length);
        octets[6] = packet.Protocol;
        octets[7] = Hops;
        WriteAddress(octets.AsSpan(8), packet.Source.Bits);
        WriteAddress(octets.AsSpan(24), packet.Destination.Bits);
    }

    private static void WriteAddress(Span<byte> octets, Bits128 bits)
    {
        BinaryPrimitives.WriteUInt64BigEndian(octets, bits.High);
        BinaryPrimitives.WriteUInt64BigEndian(octets[8..], bits.Low);
    }

    // RFC 768, 793 and RFC 8200 8.1: addresses, length and protocol are part of the sum.
    private static uint PseudoHeader(Packet packet, int length)
    {
        var sum = (uint)length + packet.Protocol;
        foreach (var half in (ulong[])
            [packet.Source.Bits.High, packet.Source.Bits.Low, packet.Destination.Bits.High, packet.Destination.Bits.Low])
        {
            for (var rest = half; rest != 0; rest >>= 16) sum += (uint)(rest & 0xffff);
        }

        return sum;
    }

    private static ushort Checksum(ReadOnlySpan<byte> octets, uint sum)
    {
        for (; octets.Length > 1; octets = octets[2..]) sum += BinaryPrimitives.ReadUInt16BigEndian(octets);
        while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
        return (ushort)~sum;
    }
}
