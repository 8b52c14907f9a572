using System.Xml;

namespace VirtAgent.Core.Text;

/// <summary>
/// The one way XML is parsed here. Names and metadata in it come from whoever may define a guest, so there are no DTDs, no
/// entities beyond the five of XML itself, nothing is fetched, and size and depth are bounded.
/// </summary>
internal static class SafeXml
{
    /// <summary>
    /// Longest document, in characters: what libvirt's own RPC lets through (REMOTE_STRING_MAX, src/remote/remote_protocol.x).
    /// </summary>
    public const int MaxCharacters = 4 * 1024 * 1024;

    /// <summary>Deepest nesting: libxml2's own limit without XML_PARSE_HUGE (xmlParserMaxDepth).</summary>
    public const int MaxDepth = 256;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = MaxCharacters,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        IgnoreWhitespace = true,
    };

    /// <summary>Parses <paramref name="xml"/>, whose root element must be <paramref name="root"/>.</summary>
    /// <param name="xml">The document.</param>
    /// <param name="what">Names the document in errors: "The domain XML".</param>
    /// <param name="root">Name of the root element.</param>
    /// <exception cref="ReadException">It is malformed, too long, too deep, has a DTD, or another root.</exception>
    public static XmlElementText Parse(string xml, string what, string root)
    {
        if (xml.Length > MaxCharacters)
            throw new ReadException($"{what} is longer than {MaxCharacters} characters, which libvirt itself never sends.");

        try
        {
            var element = Build(xml, what);
            if (element.Name == root) return element;
            throw new ReadException($"{what} is no <{root}> but <{Short(element.Name)}>.");
        }
        catch (XmlException e)
        {
            throw new ReadException(
                $"{what} is not well-formed XML at line {e.LineNumber}, position {e.LinePosition}: {Detail(e)}.", e);
        }
    }

    private static XmlElementText Build(string xml, string what)
    {
        using var reader = XmlReader.Create(new StringReader(xml), Settings);
        var places = new TextPlaces(xml, (IXmlLineInfo)reader);
        var open = new Stack<XmlElementText>();
        XmlElementText? root = null;
        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    if (open.Count == MaxDepth)
                        throw new ReadException($"{what} nests deeper than {MaxDepth} elements at line {places.Line}.");
                    var element = new XmlElementText(reader.Name, what, xml, places.BeforeStartTag);
                    if (open.TryPeek(out var parent)) parent.AddChild(element);
                    else root = element;
                    var empty = reader.IsEmptyElement;
                    while (reader.MoveToNextAttribute()) element.AddAttribute(reader.Name, reader.Value);
                    if (empty) element.Close(places.AfterTag(element.Start));
                    else open.Push(element);
                    break;
                case XmlNodeType.EndElement:
                    open.Pop().Close(places.AfterTag(places.BeforeEndTag));
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA:
                    open.Peek().AddText(reader.Value);
                    break;
                default:
                    break;
            }
        }

        return root!;
    }

    /// <summary>The parser's words without its own "Line 1, position 2." and without a second sentence.</summary>
    private static string Detail(XmlException e)
    {
        var end = e.Message.IndexOf(". ", StringComparison.Ordinal);
        return Short(end < 0 ? e.Message.TrimEnd('.') : e.Message[..end]);
    }

    private static string Short(string text) => text.Length > 200 ? text[..200] + "…" : text;
}
