using System.Globalization;
using System.Text;

namespace VirtAgent.Presentation;

/// <summary>
/// Text from outside on its way to a terminal. Rule comments, guest names and XML are written by whoever may, and a terminal
/// obeys control characters.
/// </summary>
internal static class Printable
{
    /// <summary>The text with control and formatting characters, line ends among them, as <c>\xNN</c> or <c>\uNNNN</c>.</summary>
    public static string Line(string text)
    {
        var clean = 0;
        while (clean < text.Length && !IsUnsafe(text[clean])) clean++;
        if (clean == text.Length) return text;
        var safe = new StringBuilder(text.Length + 8);
        foreach (var character in text)
        {
            if (!IsUnsafe(character)) safe.Append(character);
            else if (character < 0x100) safe.Append(CultureInfo.InvariantCulture, $"\\x{(int)character:x2}");
            else safe.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
        }

        return safe.ToString();
    }

    // Format characters turn the direction of what follows them; a lone surrogate is no character at all. Both pass in
    // names that a terminal shows as something else.
    private static bool IsUnsafe(char character) =>
        char.IsControl(character) || CharUnicodeInfo.GetUnicodeCategory(character) == UnicodeCategory.Format;
}
