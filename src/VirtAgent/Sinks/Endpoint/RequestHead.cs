using System.Net.Sockets;
using System.Text;

namespace VirtAgent.Sinks.Endpoint;

/// <summary>What a client asks: the first line of its request. The headers are read and mean nothing here.</summary>
/// <param name="Method">GET, hopefully.</param>
/// <param name="Path">Path without query.</param>
internal sealed record RequestHead(string Method, string Path)
{
    /// <summary>The longest head, in bytes.</summary>
    public const int Limit = 8192;

    /// <summary>Reads a head up to its empty line; null when it is longer than <see cref="Limit"/>.</summary>
    /// <exception cref="FormatException">It is no HTTP request.</exception>
    /// <exception cref="EndOfStreamException">The client went away.</exception>
    public static async Task<RequestHead?> ReadAsync(Socket client, CancellationToken cancellation)
    {
        var buffer = new byte[Limit];
        for (var length = 0; length < Limit;)
        {
            var more = await client.ReceiveAsync(buffer.AsMemory(length), cancellation);
            if (more == 0) throw new EndOfStreamException("The client ended in the middle of its request.");

            // The empty line may have come in two pieces.
            var from = Math.Max(0, length - 3);
            length += more;
            if (buffer.AsSpan(from, length - from).IndexOf("\r\n\r\n"u8) >= 0) return Parse(buffer.AsSpan(0, length));
        }

        return null;
    }

    /// <summary>The first line of a head.</summary>
    /// <exception cref="FormatException">It is not <c>METHOD /path HTTP/1.x</c>.</exception>
    public static RequestHead Parse(ReadOnlySpan<byte> head)
    {
        var line = head[..Math.Max(0, head.IndexOf("\r\n"u8))];
        var words = Encoding.Latin1.GetString(line).Split(' ');
        if (words is not [{ Length: > 0 } method, ['/', ..] path, "HTTP/1.0" or "HTTP/1.1"])
            throw new FormatException("This is no HTTP/1.1 request.");
        return new RequestHead(method, path.Split('?')[0]);
    }
}
