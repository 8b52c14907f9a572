using System.Text;
using VirtAgent.Core.Packets;

namespace VirtAgent.Core.Readers.Kernel;

/// <summary>The modules of x_tables that iptables-nft hands to the kernel as they are (net/netfilter/nft_compat.c).</summary>
internal static class XtMatch
{
    /// <summary>Adds <c>-m</c> with its options to <paramref name="line"/>; false where not all of it is understood.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="revision">Which structure it has.</param>
    /// <param name="info">The structure.</param>
    /// <param name="family">Family of the rule.</param>
    /// <param name="protocol">The one protocol the rule is for, or null.</param>
    /// <param name="line">Where it is printed.</param>
    public static bool TryPrint(string name, uint revision, XtInfo info, Family family, byte? protocol, StringBuilder line) =>
        (name, revision) switch
        {
            ("comment", 0) => TryPrintComment(info, line),
            ("tcp", 0) => protocol == ProtocolNames.Tcp && XtPorts.TryPrintTcp(info, line),
            ("udp", 0) => protocol == ProtocolNames.Udp && XtPorts.TryPrintUdp(info, line),
            ("multiport", 1) => protocol is { } number && ProtocolNames.HasPorts(number) && XtPorts.TryPrintList(info, line),
            ("icmp", 0) => family == Family.IPv4 && protocol == ProtocolNames.Icmp && XtIcmp.TryPrint(info, family, line),
            ("icmp6", 0) => family == Family.IPv6 && protocol == ProtocolNames.IcmpV6 && XtIcmp.TryPrint(info, family, line),
            ("conntrack", 3) => XtConntrack.TryPrint(info, line),
            ("addrtype", 1) => XtAddresses.TryPrintTypes(info, line),
            ("iprange", 1) => XtAddresses.TryPrintRanges(info, family, line),
            ("mac", 0) => XtAddresses.TryPrintSourceMac(info, line),
            ("mark", 1) => XtMark.TryPrint("mark", info, line),
            ("connmark", 1) => XtMark.TryPrint("connmark", info, line),
            ("ttl", 0) => family == Family.IPv4 && XtPacket.TryPrintHops(name, info, line),
            ("hl", 0) => family == Family.IPv6 && XtPacket.TryPrintHops(name, info, line),
            ("length", 0) => XtPacket.TryPrintLength(info, line),
            ("pkttype", 0) => XtPacket.TryPrintType(info, line),
            ("statistic", 0) => XtStatistic.TryPrint(info, line),
            ("physdev", 0) => XtPhysdev.TryPrint(info, line),
            _ => false,
        };

    private static bool TryPrintComment(XtInfo info, StringBuilder line)
    {
        const int Size = 256;
        if (!info.IsOf(Size) || !info.TryText(..Size, out var text)) return false;
        line.Append(" -m comment --comment");
        return PrintedWord.TryQuote(text, line);
    }
}
