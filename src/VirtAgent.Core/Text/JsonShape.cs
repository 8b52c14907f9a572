using System.Text.Json;

namespace VirtAgent.Core.Text;

/// <summary>Looks into JSON whose shape is not known beforehand: what is not there is null, never an exception.</summary>
internal static class JsonShape
{
    extension(JsonElement value)
    {
        /// <summary>The property of that name, or null where there is none or <paramref name="value"/> is no object.</summary>
        public JsonElement? At(string name) =>
            value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var property) ? property : null;

        /// <summary>The string in the property of that name, or null.</summary>
        public string? TextAt(string name) => value.At(name)?.Text;

        /// <summary>The string it is, or null.</summary>
        public string? Text => value.ValueKind == JsonValueKind.String ? value.GetString() : null;

        /// <summary>The unsigned number it is, or null.</summary>
        public uint? Number => value.ValueKind == JsonValueKind.Number && value.TryGetUInt32(out var number) ? number : null;

        /// <summary>Its items, when it is an array.</summary>
        public IEnumerable<JsonElement> Items => value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [];

        /// <summary>The beginning of it, for a message.</summary>
        public string Excerpt => value.GetRawText() is { Length: > 120 } text ? $"{text[..120]}…" : value.GetRawText();
    }
}
