using System.Globalization;
using System.Text;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Readers.Libvirt;
using VirtAgent.Core.Text;

namespace VirtAgent.Core.Ports;

/// <summary>
/// Reads what <c>native/network_hook.c</c> writes, datagram and spool file alike:
/// <code>
/// virt-agent-hook 1
/// network NAME            control characters and % as %XX
/// op OPERATION
/// realtime NANOSECONDS    CLOCK_REALTIME when libvirt called
/// boottime NANOSECONDS    CLOCK_BOOTTIME
/// boot UUID
///
/// hookData of libvirt, or its end from &lt;networkport&gt; on; nothing where the hook did not see it end
/// </code>
/// </summary>
public static class HookNoticeReader
{
    private const string Magic = "virt-agent-hook 1";

    /// <summary>Longest head of a notice, in bytes.</summary>
    public const int MaxHeader = 4096;

    /// <summary>Reads a whole notice.</summary>
    /// <exception cref="ReadException">It is none, or does not name the port that it is about.</exception>
    public static HookNotice Read(ReadOnlySpan<byte> notice)
    {
        var header = ReadHeader(notice);
        var data = notice[header.Length..];
        var (at, network) = (header.At, header.Network);
        return new HookNotice(at, header.Boot, network, header.Operation, header.Operation switch
        {
            "port-created" when Port(data, network) is var (uuid, port) =>
                new PortNotice.Created(at, NoticeOrigin.Hook, network, uuid, port),
            "port-deleted" when Port(data, network) is var (uuid, port) =>
                new PortNotice.Deleted(at, NoticeOrigin.Hook, network, uuid, port),
            "stopped" => new PortNotice.NetworkStopped(at, NoticeOrigin.Hook, network),
            _ => null,
        });
    }

    /// <summary>Reads the head of a notice alone; the rest may be missing.</summary>
    /// <exception cref="ReadException">It is none.</exception>
    public static HookHeader ReadHeader(ReadOnlySpan<byte> notice)
    {
        var end = notice[..Math.Min(notice.Length, MaxHeader)].IndexOf("\n\n"u8);
        var lines = end < 0 ? [] : Encoding.UTF8.GetString(notice[..end]).Split('\n');
        if (lines.Length != 6 || lines[0] != Magic)
            throw new ReadException($"A hook's notice of {notice.Length} bytes does not begin like one ('{Magic}').");

        return new HookHeader(
            new Moment(
                DateTimeOffset.UnixEpoch + Nanoseconds(lines[3], "realtime"),
                Nanoseconds(lines[4], "boottime")),
            Value(lines[5], "boot"),
            Uri.UnescapeDataString(Value(lines[1], "network")),
            Value(lines[2], "op"),
            end + 2);
    }

    private static string Value(string line, string key) =>
        line.StartsWith(key + ' ', StringComparison.Ordinal) && line.Length > key.Length + 1
            ? line[(key.Length + 1)..]
            : throw new ReadException($"A hook's notice has no '{key}' where it has to be.");

    private static TimeSpan Nanoseconds(string line, string key) =>
        long.TryParse(Value(line, key), NumberStyles.None, CultureInfo.InvariantCulture, out var nanoseconds)
            ? new TimeSpan(nanoseconds / TimeSpan.NanosecondsPerTick)
            : throw new ReadException($"The {key} of a hook's notice is no number of nanoseconds.");

    /// <summary>
    /// The last port element: before it stands the network's own XML, whose metadata may hold any element, and after it nothing
    /// but the end of all, without which it may be one of the metadata's.
    /// </summary>
    private static (string Uuid, NetworkPort? Port) Port(ReadOnlySpan<byte> data, string network)
    {
        var start = data.LastIndexOf("<networkport>"u8);
        var length = start < 0 ? -1 : data[start..].LastIndexOf("</networkport>"u8);
        var rest = length < 0 ? [] : data[(start + length + "</networkport>".Length)..].Trim(" \n"u8);
        if (!rest.SequenceEqual("</hookData>"u8))
            throw new ReadException($"A hook's notice about network '{network}' does not hold its port whole.");

        var xml = Encoding.UTF8.GetString(data.Slice(start, length + "</networkport>".Length));
        try
        {
            var port = PortXmlReader.Read(xml, network);
            return (port.Uuid, port);
        }
        catch (ReadException)
        {
            // Which port it is about counts more than what it is like.
            return (Uuid(xml, network), null);
        }
    }

    private static string Uuid(string xml, string network)
    {
        const string Before = "<uuid>";
        var start = xml.IndexOf(Before, StringComparison.Ordinal) + Before.Length;
        var end = xml.IndexOf('<', start);
        return end > start && start >= Before.Length && Guid.TryParseExact(xml[start..end], "D", out var uuid)
            ? uuid.ToString("D")
            : throw new ReadException($"A hook's notice about network '{network}' does not say which port it is about.");
    }
}
