using System.Globalization;
using System.Text;

namespace VirtAgent.Core.Readers.Kernel;

/// <summary>The modules ttl, hl, length and pkttype (linux/netfilter_ipv4/ipt_ttl.h, linux/netfilter/xt_length.h, …).</summary>
internal static class XtPacket
{
    private static readonly string[] Types = ["unicast", "broadcast", "multicast"];

    /// <summary>struct ipt_ttl_info and struct ip6t_hl_info.</summary>
    public static bool TryPrintHops(string module, XtInfo info, StringBuilder line)
    {
        const int Mode = 0, Hops = 1;
        string[] options = ["-eq", "-eq", "-lt", "-gt"];
        const byte Other = 1;
        if (!info.IsOf(2) || info[Mode] >= options.Length) return false;
        line.Append(" -m ").Append(module).Append(info[Mode] == Other ? " !" : "");
        line.Append(CultureInfo.InvariantCulture, $" --{module}{options[info[Mode]]} {info[Hops]}");
        return true;
    }

    /// <summary>struct xt_length_info.</summary>
    public static bool TryPrintLength(XtInfo info, StringBuilder line)
    {
        const int First = 0, Last = 2, Inverted = 4;
        if (!info.IsOf(Inverted + 1) || info[Inverted] > 1 || info.Short(First) > info.Short(Last)) return false;
        line.Append(" -m length").Append(PortText.Range("--length", info.Short(First), info.Short(Last), info[Inverted] != 0));
        return true;
    }

    /// <summary>struct xt_pkttype_info.</summary>
    public static bool TryPrintType(XtInfo info, StringBuilder line)
    {
        const int Type = 0, Inverted = 4;
        if (!info.IsOf(8) || info.Number(Inverted) > 1 || info.Number(Type) >= Types.Length) return false;
        line.Append(info.Number(Inverted) != 0 ? " -m pkttype !" : " -m pkttype");
        line.Append(" --pkt-type ").Append(Types[info.Number(Type)]);
        return true;
    }
}
