using System.Text.Json;

namespace VirtAgent.Core.Text;

/// <summary>The one way the JSON of <c>ip -j</c> and <c>host.json</c> is parsed here.</summary>
internal static class SafeJson
{
    /// <summary>Longest document, in characters: some 600,000 links or a million routes.</summary>
    public const int MaxCharacters = 256 * 1024 * 1024;

    /// <summary>Reads an array of objects, as every <c>ip -j … show</c> prints; an empty text is an empty array.</summary>
    /// <param name="json">The text.</param>
    /// <param name="what">Names the document in errors: "The output of ip -j rule show".</param>
    /// <param name="read">Reads one object; must not keep its fields, whose memory is returned afterwards.</param>
    /// <exception cref="ReadException">It is malformed or too long, or something in it has another type.</exception>
    public static IReadOnlyList<T> ReadArray<T>(string json, string what, Func<JsonFields, T> read)
    {
        if (string.IsNullOrWhiteSpace(json)) return [];
        return Read(json, what, root =>
        {
            if (root.ValueKind != JsonValueKind.Array) throw new ReadException($"{what} is no JSON array.");
            var rows = new List<T>(root.GetArrayLength());
            foreach (var element in root.EnumerateArray())
                rows.Add(read(JsonFields.Of(element, $"{what}, entry {rows.Count + 1},")));
            return rows;
        });
    }

    /// <summary>Reads one object.</summary>
    /// <exception cref="ReadException">It is malformed or too long, or something in it has another type.</exception>
    public static T ReadObject<T>(string json, string what, Func<JsonFields, T> read) =>
        Read(json, what, root => read(JsonFields.Of(root, what)));

    private static T Read<T>(string json, string what, Func<JsonElement, T> read)
    {
        if (json.Length > MaxCharacters) throw new ReadException($"{what} is longer than {MaxCharacters} characters.");
        try
        {
            using var document = JsonDocument.Parse(json);
            return read(document.RootElement);
        }
        catch (JsonException e)
        {
            throw new ReadException(
                $"{what} is not well-formed JSON at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}.", e);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            // Half of a surrogate pair, bare or as \uD800: the parser lets it pass, and fails where the text is wanted.
            throw new ReadException($"{what} holds text that is no Unicode.", e);
        }
    }
}
