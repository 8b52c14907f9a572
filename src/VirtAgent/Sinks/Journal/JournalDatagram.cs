using System.Buffers.Binary;
using System.Text;

namespace VirtAgent.Sinks.Journal;

/// <summary>
/// An entry in journald's native protocol (https://systemd.io/JOURNAL_NATIVE_PROTOCOL): <c>NAME=value\n</c>, or, where the value
/// holds a line end, <c>NAME\n</c>, its length as 64 bits little-endian, the value and <c>\n</c>.
/// </summary>
internal static class JournalDatagram
{
    /// <summary>
    /// The largest entry made, in bytes. A datagram has to fit into the send buffer, 208 KiB unless net.core.wmem_default says
    /// otherwise; larger entries would have to be passed as a file descriptor, which .NET cannot do.
    /// </summary>
    public const int Limit = 128 * 1024;

    /// <summary>
    /// The entry. Where it would be larger than <paramref name="limit"/>, the longest values are cut, and VIRTAGENT_TRUNCATED
    /// names them.
    /// </summary>
    public static byte[] Of(IReadOnlyList<(string Name, string Value)> fields, int limit = Limit)
    {
        var values = fields.Select(field => (field.Name, Value: Encoding.UTF8.GetBytes(field.Value))).ToList();
        if (Size(values) > limit) Cut(values, limit);
        using var entry = new MemoryStream();
        foreach (var (name, value) in values) Write(entry, name, value);
        return entry.ToArray();
    }

    private static void Cut(List<(string Name, byte[] Value)> values, int limit)
    {
        var cut = new SortedSet<string>(StringComparer.Ordinal);
        values.Add(("VIRTAGENT_TRUNCATED", []));
        while (Size(values) > limit)
        {
            var longest = values.IndexOf(values.MaxBy(field => field.Value.Length));
            var (name, value) = values[longest];
            values[longest] = (name, value[..Boundary(value, value.Length / 2)]);
            cut.Add(name);
            values[^1] = ("VIRTAGENT_TRUNCATED", Encoding.UTF8.GetBytes(string.Join(' ', cut)));
        }
    }

    // Never inside a character: its further bytes are 10xxxxxx.
    private static int Boundary(byte[] utf8, int at)
    {
        while (at > 0 && (utf8[at] & 0xC0) == 0x80) at--;
        return at;
    }

    private static int Size(List<(string Name, byte[] Value)> values) =>
        values.Sum(field => field.Name.Length + field.Value.Length + sizeof(ulong) + 2);

    private static void Write(MemoryStream entry, string name, byte[] value)
    {
        entry.Write(Encoding.ASCII.GetBytes(name));
        if (value.Contains((byte)'\n'))
        {
            Span<byte> length = stackalloc byte[sizeof(ulong)];
            BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)value.Length);
            entry.WriteByte((byte)'\n');
            entry.Write(length);
        }
        else
        {
            entry.WriteByte((byte)'=');
        }

        entry.Write(value);
        entry.WriteByte((byte)'\n');
    }
}
