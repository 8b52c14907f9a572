using System.Text;

namespace VirtAgent.Core.Readers.Kernel;

/// <summary>The module physdev (struct xt_physdev_info).</summary>
internal static class XtPhysdev
{
    private const int NameSize = 16;

    /// <summary>Ports of a bridge, or whether it was bridged at all.</summary>
    public static bool TryPrint(XtInfo info, StringBuilder line)
    {
        const int In = 0, Out = 2 * NameSize, Inverted = 4 * NameSize, Asked = Inverted + 1;
        const byte ByIn = 1, ByOut = 2, Bridged = 4, HasIn = 8, HasOut = 16;
        if (!info.IsOf(Asked + 1)) return false;
        byte asked = info[Asked], inverted = info[Inverted];
        if (asked is 0 or >= HasOut << 1 || (inverted & ~asked) != 0) return false;
        line.Append(" -m physdev");
        return TryPrint(HasIn, "--physdev-is-in", null, line) && TryPrint(ByIn, "--physdev-in", Name(info, In), line)
            && TryPrint(HasOut, "--physdev-is-out", null, line) && TryPrint(ByOut, "--physdev-out", Name(info, Out), line)
            && TryPrint(Bridged, "--physdev-is-bridged", null, line);

        bool TryPrint(byte bit, string option, string? name, StringBuilder text)
        {
            var takesName = bit is ByIn or ByOut;
            if ((asked & bit) == 0) return !takesName || name?.Length == 0;
            if (takesName && string.IsNullOrEmpty(name)) return false;
            text.Append((inverted & bit) != 0 ? " ! " : " ").Append(option);
            if (takesName) text.Append(' ').Append(name);
            return true;
        }
    }

    /// <summary>The name, empty where there is none; null where the mask beside it is not the one iptables makes.</summary>
    private static string? Name(XtInfo info, int offset)
    {
        var mask = info[(offset + NameSize)..(offset + (2 * NameSize))];
        if (!info.TryText(offset..(offset + NameSize), out var text)) return null;
        if (text.IsEmpty) return mask.ContainsAnyExcept((byte)0) ? null : "";
        // The NUL counts, but for a name that ends in '+' (xtables_parse_interface, libxtables/xtables.c).
        var compared = text[^1] == (byte)'+' ? text.Length - 1 : text.Length + 1;
        var isTools = !mask[..compared].ContainsAnyExcept(byte.MaxValue) && !mask[compared..].ContainsAnyExcept((byte)0);
        return isTools && compared > 0 ? PrintedWord.Name(text) : null;
    }
}
