using System.Security;
using System.Text;

namespace VirtAgent.Readers;

/// <summary>
/// An XML element that knows what was asked of it. Readers take from it what the model has a field for;
/// <see cref="Unread"/> is the rest, so that nothing is lost and no second list of known names has to be kept in step.
/// </summary>
internal sealed class XmlElementText
{
    private readonly List<(string Name, string Value)> _attributes = [];
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);
    private readonly string _document;
    private readonly string _what;
    private int _end;
    private string _text = "";
    private bool _visited;
    private bool _textAsked;

    public XmlElementText(string name, string what, string document, int start)
    {
        Name = name;
        _what = what;
        _document = document;
        Start = start;
    }

    /// <summary>Qualified name: libvirt's own elements have no prefix, so one that has is never taken for them.</summary>
    public string Name { get; }

    public List<XmlElementText> Children { get; } = [];

    public int Start { get; }

    /// <summary>The element as it stands in the document.</summary>
    public string Xml => _document[Start.._end];

    public void AddAttribute(string name, string value) => _attributes.Add((name, value));

    public void Close(string text, int end)
    {
        _text = text;
        _end = end;
    }

    public string? Attribute(string name)
    {
        _visited = true;
        _asked.Add(name);
        foreach (var attribute in _attributes)
            if (attribute.Name == name) return attribute.Value;
        return null;
    }

    public bool IsYes(string attribute) => Attribute(attribute) == "yes";

    /// <summary>The text directly in it, without the space around.</summary>
    public string Text()
    {
        _visited = true;
        _textAsked = true;
        return _text.Trim();
    }

    public IEnumerable<XmlElementText> All(string name)
    {
        _visited = true;
        return Children.Where(child => child.Name == name);
    }

    public XmlElementText? Child(string name) => All(name).FirstOrDefault();

    /// <summary>Text of a child, null when there is none; empty text counts as none.</summary>
    public string? ChildText(string name) => Child(name)?.Text() is { Length: > 0 } text ? text : null;

    /// <summary>Text of a child that must be there.</summary>
    /// <exception cref="ReadException">It is not.</exception>
    public string RequiredText(string name) =>
        ChildText(name) ?? throw Lacks($"<{name}>");

    public ReadException Lacks(string thing) => new($"{_what} has no {thing} in {Place}.");

    /// <summary>An error that shows the beginning of <paramref name="value"/>: it may be megabytes that a guest's owner wrote.</summary>
    public ReadException Wrong(string thing, string value) =>
        new($"{_what} has '{(value.Length > 80 ? value[..80] + "…" : value)}' in {Place}, which is no {thing}.");

    private string Place => $"its <{Name}> at line {_document.AsSpan(0, Start).Count('\n') + 1}";

    /// <summary>
    /// What nobody asked for: elements as they stand, and of elements of which only some attributes were asked for, an empty
    /// element with the others.
    /// </summary>
    public IReadOnlyList<string> Unread()
    {
        var unread = new List<string>();
        CollectUnread(unread);
        return unread;
    }

    private void CollectUnread(List<string> unread)
    {
        if (!_visited || (!_textAsked && !string.IsNullOrWhiteSpace(_text)))
        {
            unread.Add(Xml);
            return;
        }

        var others = new StringBuilder();
        foreach (var (name, value) in _attributes)
            if (!_asked.Contains(name)) others.Append(' ').Append(name).Append("='").Append(SecurityElement.Escape(value)).Append('\'');
        if (others.Length > 0) unread.Add($"<{Name}{others}/>");
        foreach (var child in Children) child.CollectUnread(unread);
    }
}
