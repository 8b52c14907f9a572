using VirtAgent.Core.Findings;
using VirtAgent.Core.Packets;

namespace VirtAgent.Presentation;

/// <summary>A packet in one line: <c>udp 10.71.0.50:40000 -> 198.51.100.2:53 NEW, in virbr71, out up0</c>.</summary>
internal static class PacketLine
{
    private static readonly string[] Flags = ["FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"];

    /// <summary>The line of a witness.</summary>
    public static string Of(Witness witness) => $"{Of(witness.Packet)}, out {witness.Out}";

    /// <summary>The line of a packet on its way in.</summary>
    public static string Of(Packet packet)
    {
        var ports = ProtocolNames.HasPorts(packet.Protocol) && !packet.LaterFragment;
        var line = $"{packet.ProtocolName} {End(packet.Source, packet.SourcePort, ports)} -> "
            + End(packet.Destination, packet.DestinationPort, ports);
        if (packet.Protocol is ProtocolNames.Icmp or ProtocolNames.IcmpV6)
            line += $" type {packet.IcmpType}" + (packet.IcmpCode == 0 ? "" : $" code {packet.IcmpCode}");
        if (packet.LaterFragment) line += " later fragment";
        if (packet.Protocol == ProtocolNames.Tcp && !packet.LaterFragment) line += " " + TcpFlags(packet.TcpFlags);
        line += $" {Names.Of(packet.State).ToUpperInvariant()}, in {packet.In}";
        return packet.SourceMac.Bits == 0 ? line : $"{line} from {packet.SourceMac}";
    }

    /// <summary>The set flags, lowest bit first, separated by commas; "no flags" for none.</summary>
    public static string TcpFlags(byte flags) =>
        flags == 0 ? "no flags" : string.Join(',', Flags.Where((_, bit) => (flags & (1 << bit)) != 0));

    private static string End(Address address, ushort port, bool hasPorts)
    {
        if (!hasPorts) return address.ToString();
        return address.Family == Family.IPv6 ? $"[{address}]:{port}" : $"{address}:{port}";
    }
}
