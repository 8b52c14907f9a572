using System.Text.RegularExpressions;

namespace VirtAgent.SystemTests.SystemCalls;

/// <summary>One system call as strace(1) prints it with <c>-ff -yy -v</c>, done or only tried.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Arguments">Its arguments as printed: strings in quotes, descriptors with what they are open on.</param>
/// <param name="Result">What follows the equals sign; a question mark where it never returned.</param>
/// <param name="Text">The whole line.</param>
internal sealed partial record SystemCall(string Name, IReadOnlyList<string> Arguments, string Result, string Text)
{
    /// <summary>Reads a line; null where it is about a signal or an exit.</summary>
    /// <exception cref="FormatException">It is something else: what cannot be read is not known to be harmless.</exception>
    public static SystemCall? Parse(string line)
    {
        if (line.StartsWith("---", StringComparison.Ordinal) || line.StartsWith("+++", StringComparison.Ordinal)) return null;
        var match = Line().Match(line);
        if (!match.Success) throw new FormatException($"This is no line of strace: {line}");
        var result = match.Groups["result"] is { Success: true } returned ? returned.Value : "?";
        return new SystemCall(match.Groups["name"].Value, [.. Split(match.Groups["arguments"].Value)], result, line);
    }

    /// <summary>What a printed descriptor is open on: a path, or as <c>NETLINK:[ROUTE:84]</c>; null where it is none.</summary>
    public static string? OpenOn(string word) =>
        Descriptor().Match(word) is { Success: true } match ? match.Groups["what"].Value : null;

    /// <summary>What a printed string says; null where it is none.</summary>
    public static string? Quoted(string word) => word is ['"', .. var text, '"'] ? text : null;

    /// <summary>The arguments as one text.</summary>
    public string AllArguments => string.Join(", ", Arguments);

    private static IEnumerable<string> Split(string arguments)
    {
        var (begin, depth, quoted) = (0, 0, false);
        for (var i = 0; i < arguments.Length; i++)
        {
            switch (arguments[i])
            {
                case '\\' when quoted: i++; break;
                case '"': quoted = !quoted; break;
                case '(' or '[' or '{' when !quoted: depth++; break;
                case ')' or ']' or '}' when !quoted: depth--; break;
                case ',' when !quoted && depth == 0:
                    yield return arguments[begin..i].Trim();
                    begin = i + 1;
                    break;
                default: break;
            }
        }

        if (arguments.Length > 0) yield return arguments[begin..].Trim();
    }

    // One that was under way when its thread died or the tracer left has no result, and perhaps not all arguments.
    [GeneratedRegex(
        @"^(?<name>\w+)\((?<arguments>.*)(?:\) += (?<result>.+)|,? ?<(?:unfinished|detached) \.\.\.>\)?(?: += \?)?)$")]
    private static partial Regex Line();

    [GeneratedRegex(@"^(?:\d+|AT_FDCWD)<(?<what>.*?)(?:<(?:char|block) \d+:\d+>)?>(?:\(deleted\))?$")]
    private static partial Regex Descriptor();
}
