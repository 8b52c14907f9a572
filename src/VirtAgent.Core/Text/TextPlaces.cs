using System.Xml;

namespace VirtAgent.Core.Text;

/// <summary>
/// Where in the document an XML reader stands, as an offset. XmlReader tells lines and columns only, and writing a node out
/// again would give other quotes and spaces than the ones libvirt printed.
/// </summary>
internal sealed class TextPlaces
{
    private readonly string _text;
    private readonly IXmlLineInfo _position;
    private int _line = 1;
    private int _lineStart;

    public TextPlaces(string text, IXmlLineInfo position)
    {
        _text = text;
        _position = position;
    }

    public int Line => _position.LineNumber;

    /// <summary>Offset of the <c>&lt;</c> of the start tag the reader is on.</summary>
    public int BeforeStartTag => Offset() - 1;

    /// <summary>Offset of the <c>&lt;/</c> of the end tag the reader is on.</summary>
    public int BeforeEndTag => Offset() - 2;

    /// <summary>Offset behind the <c>&gt;</c> that ends the tag at <paramref name="start"/>; quotes may hold one too.</summary>
    public int AfterTag(int start)
    {
        var quote = '\0';
        for (var i = start; i < _text.Length; i++)
        {
            var character = _text[i];
            if (quote != '\0')
            {
                if (character == quote) quote = '\0';
            }
            else if (character is '\'' or '"')
            {
                quote = character;
            }
            else if (character == '>')
            {
                return i + 1;
            }
        }

        return _text.Length;
    }

    private int Offset()
    {
        // The reader only moves on, so the lines are counted once and not looked up from the beginning each time.
        for (; _line < _position.LineNumber; _line++)
        {
            var end = _text.AsSpan(_lineStart).IndexOfAny('\n', '\r');
            _lineStart += end + (_text.AsSpan(_lineStart + end).StartsWith("\r\n") ? 2 : 1);
        }

        return _lineStart + _position.LinePosition - 1;
    }
}
