using System.Buffers;
using System.Globalization;
using System.Text;
using VirtAgent.Presentation;

namespace VirtAgent.HtmlReport.Drawing;

/// <summary>Measures and breaks text in cells of a fixed-width font.</summary>
internal static class Cells
{
    private static readonly SearchValues<char> Breaks = SearchValues.Create(" -._:/,@→");

    /// <summary>How many cells <paramref name="text"/> takes (Unicode TR 11: two for a wide character).</summary>
    public static int Of(string text) => text.EnumerateRunes().Sum(Of);

    /// <summary>
    /// <paramref name="text"/> in printable lines of at most <paramref name="limit"/> cells, broken behind a space or a separator
    /// where there is one in the second half of the line. Nothing of it is lost.
    /// </summary>
    public static IReadOnlyList<string> Wrap(string text, int limit)
    {
        var lines = new List<string>();
        var line = new StringBuilder();
        var cells = 0;
        foreach (var rune in Printable.Line(text).EnumerateRunes())
        {
            if (cells + Of(rune) > limit)
            {
                var kept = line.ToString();
                var cut = kept.AsSpan().LastIndexOfAny(Breaks) + 1;
                if (cut <= kept.Length / 2) cut = kept.Length;
                lines.Add(kept[..cut]);
                line.Clear().Append(kept.AsSpan(cut));
                cells = Of(line.ToString());
            }

            line.Append(rune.ToString());
            cells += Of(rune);
        }

        if (line.Length > 0 || lines.Count == 0) lines.Add(line.ToString());
        return lines;
    }

    private static int Of(Rune rune)
    {
        if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark) return 0;
        var wide = rune.Value is (>= 0x1100 and <= 0x115F) or (>= 0x2E80 and <= 0xA4CF) or (>= 0xAC00 and <= 0xD7A3)
            or (>= 0xF900 and <= 0xFAFF) or (>= 0xFE30 and <= 0xFE6F) or (>= 0xFF00 and <= 0xFF60) or (>= 0xFFE0 and <= 0xFFE6)
            or (>= 0x1F000 and <= 0x3FFFD);
        return wide ? 2 : 1;
    }
}
