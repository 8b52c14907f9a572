using System.Globalization;
using System.Text;

namespace VirtAgent.Core.Hosts;

/// <summary>
/// Turns a libvirt name into a file name and back. Names come from whoever may define a guest, so nothing of them reaches
/// the file system unescaped: no separator, no dot-dot, no control character.
/// </summary>
public static class FileNameEscape
{
    /// <summary>Letters, digits, <c>_ - +</c> and inner dots as they are, every other byte of UTF-8 as <c>%XX</c>.</summary>
    public static string Escape(string name)
    {
        var escaped = new StringBuilder(name.Length);
        foreach (var octet in Encoding.UTF8.GetBytes(name))
        {
            var character = (char)octet;
            var plain = char.IsAsciiLetterOrDigit(character) || character is '_' or '-' or '+' or ':'
                || (character == '.' && escaped.Length > 0);
            if (plain) escaped.Append(character);
            else escaped.Append(CultureInfo.InvariantCulture, $"%{octet:X2}");
        }

        // domains/NAME.inactive.xml is the definition of NAME: a guest that is called "NAME.inactive" must not take its place.
        const string Ending = ".inactive";
        var result = escaped.ToString();
        return result.EndsWith(Ending, StringComparison.Ordinal) ? result[..^Ending.Length] + "%2Einactive" : result;
    }

    /// <summary>The inverse of <see cref="Escape"/>; text that is no escape is taken as it stands.</summary>
    public static string Unescape(string fileName) =>
        fileName.Contains('%') ? Uri.UnescapeDataString(fileName) : fileName;
}
