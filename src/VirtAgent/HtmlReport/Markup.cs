using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using VirtAgent.Presentation;

namespace VirtAgent.HtmlReport;

/// <summary>
/// HTML and SVG that are well-formed XML too: every element opened is closed, and nothing gets in unencoded. Names, rules and
/// comments come from whoever may define a guest, so characters that turn or hide text are shown as what they are.
/// </summary>
internal sealed class Markup
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly StringBuilder _text = new("<!DOCTYPE html>\n");

    /// <summary>An element around what is written until the result is disposed of.</summary>
    public Scope In(string tag, string? @class = null) => In(tag, ("class", @class));

    /// <summary>
    /// An element around what is written until the result is disposed of; attributes that are null are left out.
    /// </summary>
    public Scope In(string tag, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        Begin(tag, attributes);
        _text.Append('>');
        return new Scope(this, tag);
    }

    /// <summary>An element that cannot have content.</summary>
    public void Empty(string tag, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        Begin(tag, attributes);
        _text.Append("/>");
    }

    /// <summary>An element with text.</summary>
    public void Element(string tag, string? @class, string text)
    {
        using (In(tag, @class)) Text(text);
    }
    public void Text(string text) => _text.Append(Encode(text));

    /// <summary>Style rules of our own, as they stand.</summary>
    public void Style(string rules) => _text.Append("<style>\n").Append(rules).Append("</style>");
    public override string ToString() => _text.Append('\n').ToString();

    private void Begin(string tag, ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        _text.Append("\n<").Append(tag);
        foreach (var (name, value) in attributes)
        {
            if (value is not null) _text.Append(' ').Append(name).Append("=\"").Append(Encode(value)).Append('"');
        }
    }

    // XML has no place for the last two, not even escaped.
    private static string Encode(string text) =>
        Encoder.Encode(Printable.Line(text).Replace('\uFFFE', '\uFFFD').Replace('\uFFFF', '\uFFFD'));

    /// <summary>An open element.</summary>
    public readonly ref struct Scope(Markup markup, string tag)
    {
        public void Dispose() => markup._text.Append("</").Append(tag).Append('>');
    }
}
