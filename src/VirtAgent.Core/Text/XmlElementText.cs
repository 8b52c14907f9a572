using System.Security;
using System.Text;

namespace VirtAgent.Core.Text;

/// <summary>
/// An XML element that knows what was asked of it. Readers take from it what the model has a field for;
/// <see cref="Unread"/> is the rest, so that nothing is lost and no second list of known names has to be kept in step.
/// </summary>
internal sealed class XmlElementText
{
    private readonly string _document;
    private readonly string _what;
    // Most elements have few of these or none, and a host has a thousand ports: nothing is made before it is needed.
    private List<(string Name, string Value)>? _attributes;
    private List<string>? _asked;
    private List<XmlElementText>? _children;
    private StringBuilder? _longText;
    private string _text = "";
    private int _end;
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

    public int Start { get; }

    /// <summary>The element as it stands in the document.</summary>
    public string Xml => _document[Start.._end];

    public void AddAttribute(string name, string value) => (_attributes ??= []).Add((name, value));

    public void AddChild(XmlElementText child) => (_children ??= []).Add(child);

    /// <summary>Comments and CDATA cut text into pieces.</summary>
    public void AddText(string piece)
    {
        if (_longText is null && _text.Length == 0) _text = piece;
        else (_longText ??= new StringBuilder(_text)).Append(piece);
    }

    public void Close(int end)
    {
        if (_longText is not null) _text = _longText.ToString();
        _end = end;
    }

    public string? Attribute(string name)
    {
        _visited = true;
        foreach (var attribute in _attributes ?? [])
        {
            if (attribute.Name != name) continue;
            (_asked ??= []).Add(name);
            return attribute.Value;
        }

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
        return (_children ?? []).Where(child => child.Name == name);
    }

    public XmlElementText? Child(string name)
    {
        _visited = true;
        return _children?.Find(child => child.Name == name);
    }

    /// <summary>Text of a child, null when there is none; empty text counts as none.</summary>
    public string? ChildText(string name) => Child(name)?.Text() is { Length: > 0 } text ? text : null;

    /// <summary>Text of a child that must be there.</summary>
    /// <exception cref="ReadException">It is not.</exception>
    public string RequiredText(string name) =>
        ChildText(name) ?? throw Lacks($"<{name}>");

    public ReadException Lacks(string thing) => new($"{_what} has no {thing} in {Place}.");

    /// <summary>An error that shows how <paramref name="value"/> begins: a guest's owner may have written megabytes.</summary>
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

    private bool IsOther((string Name, string Value) attribute) => _asked?.Contains(attribute.Name) != true;

    private void CollectUnread(List<string> unread)
    {
        if (!_visited || (!_textAsked && !string.IsNullOrWhiteSpace(_text)))
        {
            unread.Add(Xml);
            return;
        }

        if (_attributes?.Exists(IsOther) == true)
        {
            var others = _attributes.FindAll(IsOther).Select(other => $" {other.Name}='{SecurityElement.Escape(other.Value)}'");
            unread.Add($"<{Name}{string.Concat(others)}/>");
        }

        foreach (var child in _children ?? []) child.CollectUnread(unread);
    }
}
