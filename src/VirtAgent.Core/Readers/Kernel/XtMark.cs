using System.Globalization;
using System.Text;

namespace VirtAgent.Core.Readers.Kernel;

/// <summary>Marks as libxt_mark.c, libxt_connmark.c and libxt_MARK.c print them.</summary>
internal static class XtMark
{
    /// <summary>struct xt_mark_mtinfo1 and struct xt_connmark_mtinfo1.</summary>
    public static bool TryPrint(string module, XtInfo info, StringBuilder line)
    {
        const int Mark = 0, Mask = 4, Inverted = 8;
        if (!info.IsOf(12) || info[Inverted] > 1 || !info.IsZero((Inverted + 1)..12)) return false;
        Print(module, info.Number(Mark), info.Number(Mask), info[Inverted] != 0, line);
        return true;
    }

    /// <summary>The module with its mark and, where it is not all ones, the mask.</summary>
    public static void Print(string module, uint mark, uint mask, bool isInverted, StringBuilder line)
    {
        line.Append(CultureInfo.InvariantCulture, $" -m {module}{(isInverted ? " !" : "")} --mark 0x{mark:x}");
        if (mask != uint.MaxValue) line.Append(CultureInfo.InvariantCulture, $"/0x{mask:x}");
    }

    /// <summary>struct xt_mark_tginfo2, the target.</summary>
    public static bool TryPrintTarget(XtInfo info, StringBuilder line)
    {
        const int Mark = 0, Mask = 4;
        if (!info.IsOf(8)) return false;
        line.Append(CultureInfo.InvariantCulture, $" -j MARK --set-xmark 0x{info.Number(Mark):x}/0x{info.Number(Mask):x}");
        return true;
    }
}
