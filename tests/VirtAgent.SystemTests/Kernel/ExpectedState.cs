using VirtAgent.Core.Packets;

namespace VirtAgent.SystemTests.Kernel;

/// <summary>
/// The state the kernel gives a packet that belongs to no flow yet: nf_conntrack_in and its per-protocol parts
/// (net/netfilter/nf_conntrack_core.c, _proto_tcp.c, _proto_udp.c, _proto_icmp.c, _proto_icmpv6.c of Linux 6.18), with
/// nf_conntrack_checksum=1 and nf_conntrack_tcp_loose=1, the defaults.
/// </summary>
internal static class ExpectedState
{
    private const int Syn = 2, Push = 8, Ack = 16, Urgent = 32, Ece = 64, Cwr = 128;

    /// <summary>NEW, INVALID or UNTRACKED.</summary>
    /// <param name="packet">The packet.</param>
    /// <param name="sound">Whether its checksum is right.</param>
    public static ConnectionStates Of(Packet packet, bool sound) => packet.Protocol switch
    {
        ProtocolNames.Tcp => sound && StartsTcp(packet.TcpFlags) ? ConnectionStates.New : ConnectionStates.Invalid,
        ProtocolNames.Udp => sound ? ConnectionStates.New : ConnectionStates.Invalid,
        // Requests alone make flows: echo, timestamp, information, address mask. Replies and errors to nothing do not.
        ProtocolNames.Icmp => sound && packet.IcmpType is 8 or 13 or 15 or 17 ? ConnectionStates.New : ConnectionStates.Invalid,
        ProtocolNames.IcmpV6 => sound ? IcmpV6(packet.IcmpType) : ConnectionStates.Invalid,
        _ => ConnectionStates.New,
    };

    private static ConnectionStates IcmpV6(byte type) => type switch
    {
        // Multicast listener, neighbour and multicast router discovery are never tracked (noct_valid_new; 151 and 152 measured).
        (>= 130 and <= 136) or 143 or 151 or 152 => ConnectionStates.Untracked,
        128 or 139 => ConnectionStates.New,
        _ => ConnectionStates.Invalid,
    };

    // tcp_valid_flags, then the column "none" of tcp_conntracks: a SYN, or an ACK that is taken up in the middle. FIN and RST
    // come too late for a flow that is not known, and SYN with ACK answers nothing.
    private static bool StartsTcp(int flags) =>
        (flags & ~(Ece | Cwr | Push | Urgent)) is Syn or Ack;
}
