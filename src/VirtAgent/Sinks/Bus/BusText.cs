using System.Globalization;
using System.Text;
using VirtAgent.Presentation;

namespace VirtAgent.Sinks.Bus;

/// <summary>
/// Text from outside on its way to the bus. A D-Bus string is UTF-8 without U+0000, sd-bus refuses noncharacters as well, and
/// whoever listens may show it on a terminal.
/// </summary>
internal static class BusText
{
    /// <summary>
    /// The text with what a terminal would obey or a bus refuse as <c>\xNN</c> or <c>\uNNNN</c>; a lone surrogate is U+FFFD.
    /// </summary>
    public static string Of(string text)
    {
        var line = Printable.Line(text);
        var safe = new StringBuilder(line.Length);
        foreach (var rune in line.EnumerateRunes())
            if (IsNoncharacter(rune.Value)) safe.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
            else safe.Append(rune);

        return safe.ToString();
    }

    /// <summary>Unicode, section 23.7: U+FDD0 to U+FDEF, and the last two of every plane.</summary>
    private static bool IsNoncharacter(int value) => value is >= 0xFDD0 and <= 0xFDEF || (value & 0xFFFE) == 0xFFFE;
}
