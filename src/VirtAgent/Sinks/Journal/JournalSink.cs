using System.Net.Sockets;

namespace VirtAgent.Sinks.Journal;

/// <summary>The journal, with fields: <c>journalctl VIRTAGENT_KIND=finding-raised</c>, <c>VIRTAGENT_PORT=…</c>.</summary>
internal sealed class JournalSink(JournalOptions options) : ISink
{
    /// <inheritdoc/>
    public string Name => "journal";

    /// <inheritdoc/>
    /// <exception cref="IOException">journald is not there, or takes nothing.</exception>
    public async Task DeliverAsync(Report report, CancellationToken cancellation)
    {
        var entry = JournalDatagram.Of(JournalFields.Of(report));
        try
        {
            // A socket an entry: they are few, and a journald that was restarted is found again.
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            socket.SendBufferSize = 2 * JournalDatagram.Limit;
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(options.Socket), cancellation);
            await socket.SendAsync(entry, cancellation);
        }
        catch (SocketException failure)
        {
            throw new IOException(
                $"journald takes nothing at {options.Socket} ({failure.SocketErrorCode}); does systemd-journald run?", failure);
        }
    }
}
