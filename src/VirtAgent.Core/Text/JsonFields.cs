using System.Text.Json;

namespace VirtAgent.Core.Text;

/// <summary>The members of one JSON object; a member of another type than was asked for is an error that names it.</summary>
internal sealed class JsonFields
{
    private readonly JsonElement _object;
    private readonly string _what;

    private JsonFields(JsonElement element, string what)
    {
        _object = element;
        _what = what;
    }

    /// <summary>The object as it was printed.</summary>
    public string Raw => _object.GetRawText();

    public JsonElement.ObjectEnumerator All => _object.EnumerateObject();

    public static JsonFields Of(JsonElement element, string what) => element.ValueKind == JsonValueKind.Object
        ? new JsonFields(element, what)
        : throw new ReadException($"{what} is no JSON object.");

    public bool Has(string name) => _object.TryGetProperty(name, out _);

    /// <summary>A text; null where the member is missing or null.</summary>
    public string? Text(string name) => Member(name, JsonValueKind.String)?.GetString();

    public string RequiredText(string name) => Text(name) ?? throw Lacks(name);

    /// <summary>A text, or a number as text: iproute2 prints table and fwmark as one or the other, by version.</summary>
    public string? TextOrNumber(string name) =>
        _object.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetRawText() : Text(name);

    /// <summary>A whole number; null where the member is missing or null.</summary>
    public long? Number(string name)
    {
        if (Member(name, JsonValueKind.Number) is not { } value) return null;
        return value.TryGetInt64(out var number) ? number : throw Wrong(name);
    }

    /// <summary>A whole number from 0 to <paramref name="most"/>; null where the member is missing or null.</summary>
    public int? Number(string name, int most)
    {
        if (Number(name) is not { } number) return null;
        return number >= 0 && number <= most ? (int)number : throw Wrong(name);
    }

    /// <summary>Whether a member is true; false where it is missing.</summary>
    public bool IsTrue(string name) => _object.TryGetProperty(name, out var value) && value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Wrong(name),
    };

    /// <summary>Whether the texts of <paramref name="name"/> hold <paramref name="text"/>; false where it is missing.</summary>
    public bool Lists(string name, string text)
    {
        if (Member(name, JsonValueKind.Array) is not { } array) return false;
        var found = false;
        foreach (var item in array.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.String) throw Wrong(name);
            found |= item.ValueEquals(text);
        }

        return found;
    }

    /// <summary>An array of texts.</summary>
    public IReadOnlyList<string> Texts(string name)
    {
        if (Member(name, JsonValueKind.Array) is not { } array) throw Lacks(name);
        var texts = new List<string>(array.GetArrayLength());
        foreach (var item in array.EnumerateArray())
            texts.Add(item.ValueKind == JsonValueKind.String ? item.GetString()! : throw Wrong(name));
        return texts;
    }

    /// <summary>A nested object; null where the member is missing or null.</summary>
    public JsonFields? Object(string name) =>
        Member(name, JsonValueKind.Object) is { } value ? new JsonFields(value, $"{_what} {name},") : null;

    /// <summary>An array of objects; null where the member is missing or null.</summary>
    public IReadOnlyList<JsonFields>? Objects(string name)
    {
        if (Member(name, JsonValueKind.Array) is not { } array) return null;
        var what = $"{_what} {name},";
        var objects = new List<JsonFields>(array.GetArrayLength());
        foreach (var item in array.EnumerateArray()) objects.Add(Of(item, what));
        return objects;
    }

    public ReadException Lacks(string name) => new($"{_what} has no '{name}'.");

    public ReadException Wrong(string name) => new($"{_what} has a '{name}' that is not what it should be: {Shown(name)}.");

    private JsonElement? Member(string name, JsonValueKind kind)
    {
        if (!_object.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return null;
        return value.ValueKind == kind ? value : throw Wrong(name);
    }

    private string Shown(string name)
    {
        var raw = _object.GetProperty(name).GetRawText();
        return raw.Length > 80 ? raw[..80] + "…" : raw;
    }
}
