using VirtAgent.Core.Packets;

namespace VirtAgent.SystemTests.Kernel;

/// <summary>A random packet aimed at the edges of what a ruleset speaks of.</summary>
/// <param name="Packet">As the model sees it, with the state the kernel will give it.</param>
/// <param name="Form">What else stands in it.</param>
/// <param name="Sound">Whether its checksum is right.</param>
internal sealed record RandomPacket(Packet Packet, WireForm Form, bool Sound)
{
    // The nine that conntrack takes for possible, and some it does not.
    private static readonly byte[] Flags =
        [2, 2, 2, 16, 16, 24, 18, 17, 25, 4, 20, 34, 48, 49, 0, 1, 3, 6, 8, 63, 255, 194, 80, 32];
    private static readonly byte[] Icmp = [8, 8, 8, 0, 3, 3, 5, 11, 12, 13, 14, 15, 17, 4, 9, 19, 40, 255];
    private static readonly byte[] IcmpV6 =
        [128, 128, 128, 129, 1, 1, 2, 3, 4, 100, 127, 130, 131, 132, 133, 134, 135, 136, 137, 139, 140, 143, 144, 255];
    private static readonly byte[] Others = [47, 89, 99, 253];

    /// <summary>Draws one.</summary>
    public static RandomPacket Draw(Random random, Family family, Atoms atoms)
    {
        var ping = family == Family.IPv4 ? ProtocolNames.Icmp : ProtocolNames.IcmpV6;
        var protocol = random.Pick<byte>([6, 6, 6, 17, 17, ping, random.Pick(Others)]);
        var ported = protocol is ProtocolNames.Tcp or ProtocolNames.Udp;
        var icmp = protocol is ProtocolNames.Icmp or ProtocolNames.IcmpV6;
        var packet = new Packet
        {
            In = random.Pick(Topology.Devices),
            Source = Address(),
            Destination = Address(),
            Protocol = protocol,
            // Most source ports are out of the way, so that most packets are flows of their own.
            SourcePort = !ported ? (ushort)0 : random.Chance(0.5) ? atoms.NearPort : (ushort)random.Next(20000, 60000),
            DestinationPort = ported ? atoms.NearPort : (ushort)0,
            IcmpType = icmp ? random.Pick(family == Family.IPv4 ? Icmp : IcmpV6) : (byte)0,
            IcmpCode = icmp && random.Chance(0.5) ? (byte)random.Next(6) : (byte)0,
            TcpFlags = protocol == ProtocolNames.Tcp ? random.Pick(Flags) : (byte)0,
        };
        var form = WireForm.Plain;
        // Cut and fragmented packets still show differences (GRE under NAT, cut IPv6 headers): VIRTAGENT_ODD_PACKETS draws them.
        switch (Environment.GetEnvironmentVariable("VIRTAGENT_ODD_PACKETS") is null ? 1 : random.NextDouble())
        {
            case < 0.1:
                packet = packet with { TransportOctets = (byte)random.Next(WholeHeader(protocol)) };
                break;
            case < 0.2:
                packet = packet with { LaterFragment = true };
                if (random.Chance(0.3)) packet = packet with { TransportOctets = (byte)random.Next(WholeHeader(protocol)) };
                break;
            case < 0.3:
                form = WireForm.Draw(random, family);
                break;
            case < 0.36 when family == Family.IPv6:
                // Two octets of an extension header tell what would stand behind it (ipv6_find_hdr), be it there or not.
                var there = random.Next(8);
                packet = there < 2
                    ? packet with { ProtocolUnknown = true, LaterFragment = random.Chance(0.3) }
                    : packet with { TransportOctets = 0 };
                form = (random.Chance(0.5) ? WireForm.Plain : WireForm.Draw(random, family)).Cut(there);
                break;
        }

        var sound = random.Chance(0.93);
        return new RandomPacket(packet with { State = ExpectedState.Of(packet, sound) }, form, sound);

        Address Address() => random.NextDouble() switch
        {
            < 0.45 => atoms.Near,
            < 0.95 => atoms.Host,
            _ => atoms.Odd,
        };
    }

    private static int WholeHeader(byte protocol) => protocol == ProtocolNames.Tcp ? 20 : 8;

    /// <summary>
    /// Whether conntrack might take this packet for a part of the flow that <paramref name="earlier"/> began: the same sender
    /// end, or sent to that end, or from a port that nobody told apart.
    /// </summary>
    public bool MayContinue(RandomPacket earlier) =>
        Packet.Protocol == earlier.Packet.Protocol
        && Packet.Protocol is not (ProtocolNames.Icmp or ProtocolNames.IcmpV6)
        && ((Packet.Source, Packet.SourcePort) == (earlier.Packet.Source, earlier.Packet.SourcePort)
            || (Packet.Destination, Packet.DestinationPort) == (earlier.Packet.Source, earlier.Packet.SourcePort));

    public override string ToString() =>
        $"-i {Packet.In} -s {Packet.Source} -d {Packet.Destination} -p {Packet.ProtocolName}"
        + $" ports {Packet.SourcePort}>{Packet.DestinationPort} icmp {Packet.IcmpType}/{Packet.IcmpCode}"
        + $" flags {Packet.TcpFlags:x2} {Packet.State}{(Sound ? "" : " (bad checksum)")}"
        + $"{(Packet.LaterFragment ? " later fragment" : "")}{(Packet.ProtocolUnknown ? " cut extensions" : "")}"
        + $"{(Packet.TransportOctets is { } octets ? $" {octets} octets" : "")}"
        + $"{(Form.Options.Length > 0 ? $" options {Convert.ToHexString(Form.Options)}" : "")}"
        + string.Concat(Form.Extensions.Select(extension =>
            $" extension {extension.Type} {Convert.ToHexString(extension.Octets)}"));
}
