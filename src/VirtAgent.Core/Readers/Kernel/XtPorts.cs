using System.Text;

namespace VirtAgent.Core.Readers.Kernel;

/// <summary>The modules tcp, udp and multiport (linux/netfilter/xt_tcpudp.h, xt_multiport.h).</summary>
internal static class XtPorts
{
    private const int SourceFirst = 0, DestinationFirst = 4;
    private const byte NotSource = 1, NotDestination = 2, NotFlags = 4;

    /// <summary>struct xt_tcp.</summary>
    public static bool TryPrintTcp(XtInfo info, StringBuilder line)
    {
        const int Option = 8, FlagMask = 9, FlagsSet = 10, Inverted = 11;
        if (!info.IsOf(12) || info[Option] != 0 || info[Inverted] >= NotFlags << 1) return false;
        line.Append(" -m tcp");
        if (!TryPrintPorts(info, info[Inverted], line)) return false;
        var isInverted = (info[Inverted] & NotFlags) != 0;
        if (info[FlagMask] == 0) return info[FlagsSet] == 0 && !isInverted;
        var flags = PortText.Flags(info[FlagMask], info[FlagsSet], isInverted);
        line.Append(flags);
        return flags is not null;
    }

    /// <summary>struct xt_udp.</summary>
    public static bool TryPrintUdp(XtInfo info, StringBuilder line)
    {
        const int Inverted = 8;
        // Its nine octets end in one that aligns it.
        if (!info.IsOf(Inverted + 1) || info[Inverted] >= NotDestination << 1) return false;
        line.Append(" -m udp");
        return TryPrintPorts(info, info[Inverted], line);
    }

    /// <summary>struct xt_multiport_v1.</summary>
    public static bool TryPrintList(XtInfo info, StringBuilder line)
    {
        const int Kind = 0, Count = 1, FirstPort = 2, Most = 15, FirstRangeMark = FirstPort + (Most * sizeof(ushort));
        const int Inverted = FirstRangeMark + Most;
        string[] options = ["--sports", "--dports", "--ports"];
        int count = info.IsOf(Inverted + 1) ? info[Count] : 0;
        if (count is 0 or > Most || info[Kind] >= options.Length || info[Inverted] > 1) return false;
        // No port behind the last one, and the last one begins no range.
        if (!info.IsZero((FirstPort + (count * sizeof(ushort)))..FirstRangeMark)) return false;
        if (!info.IsZero((FirstRangeMark + count - 1)..Inverted)) return false;
        line.Append(" -m multiport").Append(info[Inverted] != 0 ? " ! " : " ").Append(options[info[Kind]]);
        var separator = ' ';
        for (var i = 0; i < count; i++)
        {
            var at = FirstPort + (i * sizeof(ushort));
            var rangeMark = info[FirstRangeMark + i];
            line.Append(separator).Append(info.Short(at));
            if (rangeMark > 1) return false;
            // A range is two ports: the mark stands at the first.
            if (rangeMark == 1 && (separator == ':' || info.Short(at) > info.Short(at + sizeof(ushort)))) return false;
            separator = rangeMark == 1 ? ':' : ',';
        }

        return true;
    }

    private static bool TryPrintPorts(XtInfo info, byte inverted, StringBuilder line) =>
        TryPrintRange("--sport", info, SourceFirst, (inverted & NotSource) != 0, line)
        && TryPrintRange("--dport", info, DestinationFirst, (inverted & NotDestination) != 0, line);

    private static bool TryPrintRange(string option, XtInfo info, int at, bool isInverted, StringBuilder line)
    {
        int first = info.Short(at), last = info.Short(at + sizeof(ushort));
        // The tool prints nothing of an inverted full range, which never matches.
        if (PortText.IsAny(first, last)) return !isInverted;
        line.Append(PortText.Range(option, first, last, isInverted));
        return first <= last;
    }
}
