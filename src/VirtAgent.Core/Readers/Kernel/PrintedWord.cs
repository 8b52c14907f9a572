using System.Buffers;
using System.Text;

namespace VirtAgent.Core.Readers.Kernel;

/// <summary>Free text of a rule as iptables-save prints it, where whoever reads the line reads the same text.</summary>
internal static class PrintedWord
{
    // Whoever reads a line takes these as they stand, wherever they stand (xtables_save_string, iptables/libxtables/xtables.c).
    private static readonly SearchValues<byte> Unquoted =
        SearchValues.Create("_-0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"u8);

    /// <summary>
    /// Adds a blank and <paramref name="text"/>, in quotes where it holds more than letters, digits, - and _; false where it
    /// holds what no line can hold.
    /// </summary>
    public static bool TryQuote(ReadOnlySpan<byte> text, StringBuilder line)
    {
        if (text.ContainsAnyExceptInRange((byte)' ', (byte)'~')) return false;
        line.Append(' ');
        var isPlain = !text.IsEmpty && !text.ContainsAnyExcept(Unquoted);
        if (!isPlain) line.Append('"');
        foreach (var octet in text)
        {
            if (octet is (byte)'"' or (byte)'\\' or (byte)'\'') line.Append('\\');
            line.Append((char)octet);
        }

        if (!isPlain) line.Append('"');
        return true;
    }

    /// <summary>The name of a chain or device; null where it holds what could be read as something else.</summary>
    public static string? Name(ReadOnlySpan<byte> name)
    {
        var text = Encoding.Latin1.GetString(name);
        return IsName(text) ? text : null;
    }

    /// <summary>Whether that is such a name.</summary>
    public static bool IsName(string text) => text is not ("" or ['-' or '!', ..])
        && !text.AsSpan().ContainsAnyExceptInRange('!', '~') && !text.AsSpan().ContainsAny('"', '\'', '\\');
}
