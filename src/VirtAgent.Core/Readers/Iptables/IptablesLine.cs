namespace VirtAgent.Core.Readers.Iptables;

/// <summary>
/// Lines of iptables-save. The tool prints a line feed in a comment as it is (xtables_save_string, libxtables/xtables.c), so a
/// rule ends where the quotes of its comment are closed, and what stands between them is no line, whatever it looks like.
/// </summary>
public static class IptablesLine
{
    // Nothing else that is printed in quotes may go on in the next line: of a prefix the tool refuses a line feed, a string to
    // search for is printed in hexadecimal digits then. A name that is printed without quotes may begin with one.
    private const string CommentOpening = " -m comment --comment \"";

    // XT_MAX_COMMENT_LEN of linux/netfilter/xt_comment.h, without the NUL. No character is shorter than a byte.
    private const int LongestComment = 255;

    /// <summary>Takes the first line off <paramref name="rest"/>, with the line feed behind it if there is one.</summary>
    public static ReadOnlySpan<char> Take(ref ReadOnlySpan<char> rest)
    {
        var line = rest[..End(rest)];
        rest = rest[line.Length..];
        return line;
    }

    private static int End(ReadOnlySpan<char> text)
    {
        var end = AfterLineFeed(text, 0);
        if (text.TrimStart(" \t") is not ['-' or '[', ..]) return end;
        for (var at = 0; at < end && text[at..end].IndexOf('"') is var quote and >= 0;)
        {
            var word = at + quote + 1;
            var isComment = text[..word].EndsWith(CommentOpening);
            if (ClosingQuote(text[..(isComment ? text.Length : end)], word, isComment) is not { } closing) return end;
            at = closing + 1;
            if (at > end) end = AfterLineFeed(text, at);
        }

        return end;
    }

    private static int AfterLineFeed(ReadOnlySpan<char> text, int start) =>
        text[start..].IndexOf('\n') is var length and >= 0 ? start + length + 1 : text.Length;

    private static int? ClosingQuote(ReadOnlySpan<char> text, int start, bool isComment)
    {
        for (int at = start, length = 0; at < text.Length && !(isComment && length > LongestComment); at++, length++)
        {
            if (text[at] == '"') return at;
            if (text[at] == '\\') at++;
        }

        return null;
    }
}
