using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using VirtAgent.Tests.Support;

namespace VirtAgent.Tests.Sinks.Journal;

/// <summary>What journald does at its socket, as far as the protocol goes (https://systemd.io/JOURNAL_NATIVE_PROTOCOL).</summary>
internal sealed class JournalSocket : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);

    public JournalSocket()
    {
        Path = System.IO.Path.Combine(_folder.Path, "socket");
        _socket.Bind(new UnixDomainSocketEndPoint(Path));
        _socket.ReceiveTimeout = 10_000;
    }

    public string Path { get; }

    public IReadOnlyList<KeyValuePair<string, string>> Receive()
    {
        var datagram = new byte[1 << 20];
        return Parse(datagram.AsSpan(0, _socket.Receive(datagram)));
    }

    public static IReadOnlyList<KeyValuePair<string, string>> Parse(ReadOnlySpan<byte> entry)
    {
        var fields = new List<KeyValuePair<string, string>>();
        while (entry.Length > 0)
        {
            var end = entry.IndexOf((byte)'\n');
            Assert.True(end > 0, "A field without a line end, or an empty line.");
            var line = entry[..end];
            entry = entry[(end + 1)..];
            var equals = line.IndexOf((byte)'=');
            if (equals >= 0)
            {
                fields.Add(new(Name(line[..equals]), Text(line[(equals + 1)..])));
                continue;
            }

            var length = checked((int)BinaryPrimitives.ReadUInt64LittleEndian(entry));
            fields.Add(new(Name(line), Text(entry.Slice(sizeof(ulong), length))));
            Assert.Equal((byte)'\n', entry[sizeof(ulong) + length]);
            entry = entry[(sizeof(ulong) + length + 1)..];
        }

        return fields;
    }

    public void Dispose()
    {
        _socket.Dispose();
        _folder.Dispose();
    }

    private static string Name(ReadOnlySpan<byte> name)
    {
        var text = Encoding.ASCII.GetString(name);
        Assert.Matches("^[A-Z][A-Z0-9_]{0,63}$", text);
        return text;
    }

    private static string Text(ReadOnlySpan<byte> value) => new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(value);
}
