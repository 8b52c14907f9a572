using VirtAgent.Core.Packets;

namespace VirtAgent.Core.Analysis.Sets;

/// <summary>Single packets as sets, and which packets a kernel can have in which conntrack state.</summary>
internal static class Packets
{
    private const int Fin = 1, Syn = 2, Rst = 4, Ack = 16;

    /// <summary>
    /// ICMP requests that open a flow (nf_conntrack_proto_icmp.c valid_new): echo, timestamp, information, address mask.
    /// </summary>
    private static readonly int[] NewIcmp4 = [8, 13, 15, 17];

    /// <summary>The same for ICMPv6 (nf_conntrack_proto_icmpv6.c): echo request, node information query.</summary>
    private static readonly int[] NewIcmp6 = [128, 139];

    /// <summary>
    /// MLD, neighbour and multicast router discovery, which conntrack leaves alone (noct_valid_new; 151 and 152 measured on
    /// 6.18).
    /// </summary>
    private static readonly int[] NeverTrackedIcmp6 = [130, 131, 132, 133, 134, 135, 136, 143, 151, 152];

    /// <summary>This packet as it enters, whatever its state, device out and mark.</summary>
    public static PacketSet Exactly(PacketSpace space, DeviceIndex devices, Packet packet)
    {
        if (devices.Number(packet.In) is not { } number) return space.None;
        var set = space.Is(space.In, number) & space.Is(space.Source, packet.Source.Bits)
            & space.Is(space.Destination, packet.Destination.Bits) & space.Is(space.Protocol, packet.Protocol)
            & space.Is(space.SourceMac, (long)packet.SourceMac.Bits) & space.Is(space.LaterFragment,
                packet.LaterFragment ? 1 : 0);
        var type = packet.Protocol is ProtocolNames.Icmp or ProtocolNames.IcmpV6;
        var port = type ? (packet.IcmpType << 8) | packet.IcmpCode : packet.DestinationPort;
        return set & space.Is(space.DestinationPort, port) & space.Is(space.SourcePort, packet.SourcePort)
            & space.Is(space.TcpFlags, packet.TcpFlags);
    }

    /// <summary>Packets in this packet's state.</summary>
    public static PacketSet State(PacketSpace space, Packet packet) => space.OneOf(space.State, StateCode.Of(packet.State));

    /// <summary>Packets conntrack leaves alone by itself.</summary>
    public static PacketSet NeverTracked(PacketSpace space) => space.Family == Family.IPv4
        ? space.None
        : space.Is(space.Protocol, ProtocolNames.IcmpV6) & Types(space, NeverTrackedIcmp6);

    /// <summary>
    /// The packets a sender can really make: NEW only where conntrack opens a flow for it, INVALID only where it checks a
    /// header or checksum. What a leak is shown from.
    /// </summary>
    public static PacketSet Real(PacketSpace space)
    {
        PacketSet tcp = space.Is(space.Protocol, ProtocolNames.Tcp), udp = space.Is(space.Protocol, ProtocolNames.Udp);
        var icmp = space.Is(space.Protocol, space.Family == Family.IPv4 ? ProtocolNames.Icmp : ProtocolNames.IcmpV6);
        var opens = space.Masked(space.TcpFlags, Syn, Fin | Syn | Rst | Ack)
            | space.Masked(space.TcpFlags, Ack, Fin | Syn | Rst | Ack);
        var asks = Types(space, space.Family == Family.IPv4 ? NewIcmp4 : NewIcmp6);
        var never = NeverTracked(space);
        var asNew = ((tcp & opens) | (icmp & asks) | !(tcp | icmp)) - never;
        // A wrong checksum is seen before what kind of ICMP it is.
        var asInvalid = tcp | udp | icmp;
        PacketSet isNew = space.Is(space.State, StateCode.New), isInvalid = space.Is(space.State, StateCode.Invalid);
        return (isNew & asNew) | (isInvalid & asInvalid) | !(isNew | isInvalid);
    }

    private static PacketSet Types(PacketSpace space, IEnumerable<int> types) => types.Aggregate(
        space.None, (set, type) => set | space.Masked(space.DestinationPort, type << 8, 0xff00));
}
