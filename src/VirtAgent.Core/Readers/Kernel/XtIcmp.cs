using System.Globalization;
using System.Text;
using VirtAgent.Core.Packets;

namespace VirtAgent.Core.Readers.Kernel;

/// <summary>The modules icmp and icmp6 (struct ipt_icmp, struct ip6t_icmp).</summary>
internal static class XtIcmp
{
    private const int Type = 0, FirstCode = 1, LastCode = 2, Inverted = 3;
    private const byte Any = byte.MaxValue;

    /// <summary>The type, and its code where there is one.</summary>
    public static bool TryPrint(XtInfo info, Family family, StringBuilder line)
    {
        if (!info.IsOf(4) || info[Inverted] > 1) return false;
        var isAnyCode = info[FirstCode] == 0 && info[LastCode] == byte.MaxValue;
        // The tool prints the first code alone.
        if (!isAnyCode && info[FirstCode] != info[LastCode]) return false;
        line.Append(family == Family.IPv4 ? " -m icmp" : " -m icmp6").Append(info[Inverted] != 0 ? " !" : "");
        line.Append(family == Family.IPv4 ? " --icmp-type " : " --icmpv6-type ");
        if (info[Type] == Any)
        {
            line.Append("any");
            return family == Family.IPv4 && isAnyCode;
        }

        line.Append(CultureInfo.InvariantCulture, $"{info[Type]}");
        if (!isAnyCode) line.Append(CultureInfo.InvariantCulture, $"/{info[FirstCode]}");
        return true;
    }
}
