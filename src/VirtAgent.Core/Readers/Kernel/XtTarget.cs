using System.Globalization;
using System.Text;
using VirtAgent.Core.Packets;

namespace VirtAgent.Core.Readers.Kernel;

/// <summary>The targets of x_tables that iptables-nft hands over to the kernel as they are.</summary>
internal static class XtTarget
{
    private static readonly string?[] Rejects4 =
    [
        "icmp-net-unreachable", "icmp-host-unreachable", "icmp-proto-unreachable", "icmp-port-unreachable", null,
        "icmp-net-prohibited", "icmp-host-prohibited", "tcp-reset", "icmp-admin-prohibited",
    ];

    private static readonly string?[] Rejects6 =
    [
        "icmp6-no-route", "icmp6-adm-prohibited", null, "icmp6-addr-unreachable", "icmp6-port-unreachable", null, "tcp-reset",
        "icmp6-policy-fail", "icmp6-reject-route",
    ];

    /// <summary>Adds <c>-j</c> with its options to <paramref name="line"/>; false where not all of it is understood.</summary>
    public static bool TryPrint(string name, uint revision, XtInfo info, Family family, StringBuilder line) =>
        (name, revision) switch
        {
            ("REJECT", 0) => TryPrintReject(info, family == Family.IPv4 ? Rejects4 : Rejects6, line),
            ("LOG", 0) => TryPrintLog(info, line),
            ("MARK", 2) => XtMark.TryPrintTarget(info, line),
            ("CONNMARK", 2) => XtConnection.TryPrintMark(info, line),
            ("CT", 2) => XtConnection.TryPrintTracking(info, line),
            ("CHECKSUM", 0) => TryPrintChecksum(info, line),
            ("TCPMSS", 0) => TryPrintSegmentSize(info, line),
            _ => XtTranslation.TryRead(name, revision, info, family, out var translation)
                && translation.TryPrint(name, family, line),
        };

    // struct ipt_reject_info, struct ip6t_reject_info.
    private static bool TryPrintReject(XtInfo info, string?[] names, StringBuilder line)
    {
        if (!info.IsOf(4) || info.Number(0) >= names.Length || names[info.Number(0)] is not { } with) return false;
        line.Append(" -j REJECT --reject-with ").Append(with);
        return true;
    }

    // struct ipt_log_info.
    private static bool TryPrintLog(XtInfo info, StringBuilder line)
    {
        const int Level = 0, Flags = 1, Prefix = 2, Size = 32;
        const byte DefaultLevel = 4, Highest = 7, Sequence = 1, TcpOptions = 2, IpOptions = 4, User = 8, Mac = 32;
        if (!info.IsOf(Size) || info[Level] > Highest || !info.TryText(Prefix..Size, out var prefix)) return false;
        line.Append(" -j LOG");
        if (!prefix.IsEmpty)
        {
            line.Append(" --log-prefix");
            if (!PrintedWord.TryQuote(prefix, line)) return false;
        }

        if (info[Level] != DefaultLevel) line.Append(CultureInfo.InvariantCulture, $" --log-level {info[Level]}");
        var flags = info[Flags];
        if ((flags & Sequence) != 0) line.Append(" --log-tcp-sequence");
        if ((flags & TcpOptions) != 0) line.Append(" --log-tcp-options");
        if ((flags & IpOptions) != 0) line.Append(" --log-ip-options");
        if ((flags & User) != 0) line.Append(" --log-uid");
        if ((flags & Mac) != 0) line.Append(" --log-macdecode");
        return (flags & ~(Sequence | TcpOptions | IpOptions | User | Mac)) == 0;
    }

    // struct xt_CHECKSUM_info.
    private static bool TryPrintChecksum(XtInfo info, StringBuilder line)
    {
        line.Append(" -j CHECKSUM --checksum-fill");
        return info.IsOf(1) && info[0] == 1;
    }

    // struct xt_tcpmss_info.
    private static bool TryPrintSegmentSize(XtInfo info, StringBuilder line)
    {
        if (!info.IsOf(2)) return false;
        if (info.Short(0) == ushort.MaxValue) line.Append(" -j TCPMSS --clamp-mss-to-pmtu");
        else line.Append(CultureInfo.InvariantCulture, $" -j TCPMSS --set-mss {info.Short(0)}");
        return true;
    }
}
