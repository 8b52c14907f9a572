using System.Text;

namespace VirtAgent.Core.Readers.Iptables;

/// <summary>A place in the words of a rule, and the text between two places.</summary>
internal sealed class TokenCursor(IReadOnlyList<Token> tokens, int start)
{
    public int Position { get; set; } = start;

    public bool AtEnd => Position >= tokens.Count;

    public Token Current => tokens[Position];

    /// <summary>The word after the current one, or an empty one.</summary>
    public Token Next => Position + 1 < tokens.Count ? tokens[Position + 1] : Token.None;

    public Token Take() => tokens[Position++];

    /// <summary>Takes the current word when it is a bare <c>!</c>.</summary>
    public bool TakeNegation()
    {
        var negated = !AtEnd && Current.Is("!");
        if (negated) Position++;
        return negated;
    }

    /// <summary>Whether an option that begins with <paramref name="prefix"/> is still to come.</summary>
    public bool Holds(string prefix) =>
        tokens.Skip(Position).Any(token => token.IsOption && token.Text.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>The words from <paramref name="from"/> up to here.</summary>
    public IReadOnlyList<Token> Since(int from) => from == Position ? [] : tokens.Skip(from).Take(Position - from).ToArray();

    /// <summary>The words from <paramref name="from"/> up to here, as they would be printed.</summary>
    public string TextSince(int from)
    {
        var text = new StringBuilder();
        for (var i = from; i < Position; i++)
        {
            if (i > from) text.Append(' ');
            text.Append(tokens[i].ToString());
        }

        return text.ToString();
    }
}
