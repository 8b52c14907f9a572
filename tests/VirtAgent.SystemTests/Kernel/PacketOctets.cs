using System.Buffers.Binary;
using VirtAgent.Core.Packets;

namespace VirtAgent.SystemTests.Kernel;

/// <summary>Packets as they stand on the wire: IPv4 or IPv6, tcp, udp, icmp or others, whole or not, and numbered.</summary>
internal static class PacketOctets
{
    private const byte Hops = 64;
    private const int SerialLength = 8;

    // In units of eight octets; any but 0.
    private const ushort FragmentOffset = 185;

    /// <summary>
    /// The octets of <paramref name="packet"/>. <paramref name="sound"/> false spoils the checksum of tcp, udp and icmp, which
    /// makes the packet INVALID to conntrack and nothing else.
    /// </summary>
    public static byte[] Write(Packet packet, WireForm form, int serial, bool sound)
    {
        var upper = Upper(packet, serial);
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

        if (packet.TransportOctets is { } length) upper = upper[..Math.Min(length, upper.Length)];
        return packet.Family == Family.IPv4 ? IPv4(packet, form, serial, upper) : IPv6(packet, form, serial, upper);
    }

    /// <summary>
    /// Whether <paramref name="departed"/> is the forwarded <paramref name="arrived"/>, translated or not: one hop nearer its
    /// end, the same size and the same number in the identification (IPv4) or flow label (IPv6). What the kernel sends of its
    /// own (errors, resets, echo replies) is not.
    /// </summary>
    public static bool IsForwarded(byte[] departed, byte[] arrived) =>
        departed.Length == arrived.Length && departed[0] >> 4 == arrived[0] >> 4
        && (departed[0] >> 4 == 4
            ? departed[8] == Hops - 1 && departed.AsSpan(4, 2).SequenceEqual(arrived.AsSpan(4, 2))
            : departed[7] == Hops - 1 && departed.AsSpan(2, 2).SequenceEqual(arrived.AsSpan(2, 2)));

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

    private static byte[] IPv4(Packet packet, WireForm form, int serial, byte[] upper)
    {
        var header = 20 + form.Options.Length;
        var octets = new byte[header + upper.Length];
        octets[0] = (byte)(0x40 | (header / 4));
        BinaryPrimitives.WriteUInt16BigEndian(octets.AsSpan(2), (ushort)octets.Length);
        BinaryPrimitives.WriteUInt16BigEndian(octets.AsSpan(4), (ushort)serial);
        if (packet.LaterFragment) BinaryPrimitives.WriteUInt16BigEndian(octets.AsSpan(6), FragmentOffset);
        octets[8] = Hops;
        octets[9] = packet.Protocol;
        BinaryPrimitives.WriteUInt32BigEndian(octets.AsSpan(12), (uint)packet.Source.Bits);
        BinaryPrimitives.WriteUInt32BigEndian(octets.AsSpan(16), (uint)packet.Destination.Bits);
        form.Options.CopyTo(octets, 20);
        BinaryPrimitives.WriteUInt16BigEndian(octets.AsSpan(10), Checksum(octets.AsSpan(0, header), 0));
        upper.CopyTo(octets, header);
        return octets;
    }

    private static byte[] IPv6(Packet packet, WireForm form, int serial, byte[] upper)
    {
        var headers = form.Extensions.Select(extension => (extension.Type, Octets: (byte[])extension.Octets.Clone())).ToList();
        if (packet.LaterFragment)
        {
            // In the fragment's payload stands what the cut headers are in a whole packet.
            var fragment = new byte[8];
            BinaryPrimitives.WriteUInt16BigEndian(fragment.AsSpan(2), FragmentOffset << 3);
            BinaryPrimitives.WriteUInt32BigEndian(fragment.AsSpan(4), (uint)serial);
            headers.Insert(packet.ProtocolUnknown ? headers.Count - 1 : headers.Count, (WireForm.Fragment, fragment));
        }

        // Behind a header that is cut stands nothing.
        byte[] rest = packet.ProtocolUnknown ? [] : upper;
        for (var i = 0; i < headers.Count && headers[i].Octets.Length > 0; i++)
            headers[i].Octets[0] = i + 1 < headers.Count ? headers[i + 1].Type : packet.Protocol;
        byte[] octets = [.. new byte[40], .. headers.SelectMany(header => header.Octets), .. rest];
        octets[0] = 0x60;
        BinaryPrimitives.WriteUInt16BigEndian(octets.AsSpan(2), (ushort)serial);
        BinaryPrimitives.WriteUInt16BigEndian(octets.AsSpan(4), (ushort)(octets.Length - 40));
        octets[6] = headers.Count > 0 ? headers[0].Type : packet.Protocol;
        octets[7] = Hops;
        WriteAddress(octets.AsSpan(8), packet.Source.Bits);
        WriteAddress(octets.AsSpan(24), packet.Destination.Bits);
        return octets;
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
