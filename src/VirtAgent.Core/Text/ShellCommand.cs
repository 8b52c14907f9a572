using System.Globalization;
using System.Text;

namespace VirtAgent.Core.Text;

/// <summary>
/// A command that a person is shown and may paste into a POSIX shell (POSIX.1-2017, Shell Command Language 2.2 and 2.6). Whoever
/// may define a guest, network, device or rule chooses its name or comment, so every word is quoted that could be read as
/// anything else.
/// </summary>
/// <param name="words">
/// The program and its arguments as they are to arrive, without NUL. The program is ours to name and no assignment.
/// </param>
public sealed class ShellCommand(params IReadOnlyList<string> words)
{
    /// <summary>The program and its arguments, unquoted.</summary>
    public IReadOnlyList<string> Words => words;

    /// <summary>One line; a shell takes it apart into <see cref="Words"/> and expands nothing.</summary>
    public override string ToString() => string.Join(' ', words.Select(Quoted));

    private static string Quoted(string word)
    {
        // A lone ! ahead of a rule's condition; history expansion leaves it alone before a blank.
        if (word == "!" || (word.Length > 0 && word[0] != '=' && word.All(IsPlain))) return word;
        if (word.EnumerateRunes().Any(IsUnprintable)) return Escaped(word);
        return $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";
    }

    private static bool IsPlain(char character) => char.IsAsciiLetterOrDigit(character) || "-_.:+/,=@%".Contains(character);

    // A terminal obeys control characters, a paste ends at one of them, and what we print shows others in their place.
    private static bool IsUnprintable(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control
        or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    /// <summary>In octal through printf(1); $'…' is younger than the shells that are installed.</summary>
    private static string Escaped(string word)
    {
        // A substitution loses the line feeds at its end, so those stand behind it as they are.
        var body = word.TrimEnd('\n');
        var format = new StringBuilder();
        foreach (var rune in body.EnumerateRunes())
        {
            if (rune.Value is '%') format.Append("%%");
            else if (rune.Value is '\'' or '\\' or '-' || IsUnprintable(rune)) Octal(rune, format);
            else format.Append(rune);
        }

        return $"\"$(printf '{format}')\"" + (body.Length < word.Length ? $"'{word[body.Length..]}'" : "");
    }

    private static void Octal(Rune rune, StringBuilder format)
    {
        Span<byte> octets = stackalloc byte[4];
        foreach (var octet in octets[..rune.EncodeToUtf8(octets)])
            format.Append('\\').Append(Convert.ToString(octet, 8).PadLeft(3, '0'));
    }
}
