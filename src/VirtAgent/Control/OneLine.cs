using System.Text.Json;

namespace VirtAgent.Control;

/// <summary>A JSON object in one line, which a line feed ends: a line that was cut off has none.</summary>
internal static class OneLine
{
    public static byte[] Write(Action<Utf8JsonWriter> members)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        buffer.WriteByte((byte)'\n');
        return buffer.ToArray();
    }

    /// <summary>Reads one, with its line feed and nothing behind it.</summary>
    /// <exception cref="FormatException">It is none, or lacks a member.</exception>
    public static T Read<T>(ReadOnlyMemory<byte> line, Func<JsonElement, T> members)
    {
        if (line.Length == 0 || line.Span.IndexOf((byte)'\n') != line.Length - 1)
            throw new FormatException("It is not one whole line.");
        try
        {
            using var json = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 2 });
            return members(json.RootElement);
        }
        catch (Exception wrong)
            when (wrong is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new FormatException("It is not a JSON object of the members that are wanted.", wrong);
        }
    }

    /// <summary>
    /// Reads up to the line feed from what <paramref name="receive"/> gives, or all there is where it ends before; null when it
    /// is longer than <paramref name="limit"/>.
    /// </summary>
    public static async Task<ReadOnlyMemory<byte>?> ReceiveAsync(Func<Memory<byte>, ValueTask<int>> receive, int limit)
    {
        var buffer = new byte[Math.Min(limit, 1 << 16)];
        var length = 0;
        while (true)
        {
            var more = await receive(buffer.AsMemory(length));
            if (more == 0 || buffer.AsSpan(length, more).Contains((byte)'\n')) return buffer.AsMemory(0, length + more);
            length += more;
            if (length == limit) return null;
            if (length == buffer.Length) Array.Resize(ref buffer, Math.Min(limit, 2 * buffer.Length));
        }
    }
}
