using VirtAgent.Core.Text;

namespace VirtAgent.Core.Readers.Iptables;

/// <summary>One word of an iptables-save line.</summary>
/// <param name="Text">The word without quotes and escapes.</param>
/// <param name="Quoted">Whether it stood in quotes, so that it is a value and never an option or a negation.</param>
internal sealed record Token(string Text, bool Quoted)
{
    /// <summary>No word.</summary>
    public static readonly Token None = new("", Quoted: false);

    /// <summary>Whether it is the bare word <paramref name="text"/>.</summary>
    public bool Is(string text) => !Quoted && Text == text;

    /// <summary>Whether it begins like an option.</summary>
    public bool IsOption => !Quoted && Text.Length > 1 && Text[0] == '-';

    /// <summary>Whether it begins like an option of a module.</summary>
    public bool IsLongOption => IsOption && Text[1] == '-';

    /// <summary>In quotes and escaped where it stood in quotes.</summary>
    public override string ToString() => Quoted
        ? "\"" + Text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\""
        : Text;
}

/// <summary>
/// Splits a line into words as iptables-restore does (add_param_to_argv, iptables/xshared.c): blanks separate, a double
/// quote opens and closes a word, a backslash inside quotes takes the next character as it is. Equal words are one string.
/// </summary>
internal sealed class IptablesTokenizer
{
    private readonly HashSet<string> _words = new(StringComparer.Ordinal);
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _byText;
    private readonly List<Token> _tokens = [];
    private char[] _word = new char[256];

    public IptablesTokenizer() => _byText = _words.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The words of <paramref name="line"/>; the list is reused by the next call.</summary>
    /// <exception cref="ReadException">A quote is not closed.</exception>
    public IReadOnlyList<Token> Split(ReadOnlySpan<char> line)
    {
        _tokens.Clear();
        if (line.Length > _word.Length) _word = new char[line.Length];
        for (var i = 0; i < line.Length;)
        {
            if (line[i] is ' ' or '\t') i++;
            else if (line[i] == '"') i = Quoted(line, i + 1);
            else i = Bare(line, i);
        }

        return _tokens;
    }

    /// <summary>The one string that stands for <paramref name="text"/>.</summary>
    public string Intern(ReadOnlySpan<char> text)
    {
        if (_byText.TryGetValue(text, out var word)) return word;
        word = text.ToString();
        _words.Add(word);
        return word;
    }

    private int Bare(ReadOnlySpan<char> line, int start)
    {
        var length = line[start..].IndexOfAny(' ', '\t', '"');
        var end = length < 0 ? line.Length : start + length;
        _tokens.Add(new Token(Intern(line[start..end]), Quoted: false));
        return end;
    }

    private int Quoted(ReadOnlySpan<char> line, int start)
    {
        var length = 0;
        for (var i = start; i < line.Length; i++)
        {
            if (line[i] == '"')
            {
                _tokens.Add(new Token(Intern(_word.AsSpan(0, length)), Quoted: true));
                return i + 1;
            }

            if (line[i] == '\\' && i + 1 < line.Length) i++;
            _word[length++] = line[i];
        }

        throw new ReadException("a quote is not closed");
    }
}
