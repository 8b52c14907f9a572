using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using VirtAgent.Core.Ports;
using VirtAgent.Core.Text;
using VirtAgent.Hosting;

namespace VirtAgent.Observe.Hints;

/// <summary>
/// The datagram socket that the network hook hands its notices to. Each is answered with one byte once it is committed; a hook
/// that gets no answer keeps its notice in the spool.
/// </summary>
internal sealed class HookSocket : IDisposable
{
    /// <summary>The hook sends far less; what fills this was cut off.</summary>
    private const int LongestNotice = 256 << 10;

    private static readonly byte[] Committed = [1];

    private readonly string _path;
    private readonly HintChannel _hints;
    private readonly ChannelWriter<PortReport> _reports;
    private readonly SourceStatus _trouble;
    private readonly SourceStatus _notices;
    private readonly SourceThread _thread;

    /// <summary>Prepares it; <see cref="Start"/> begins.</summary>
    /// <param name="path">Where the socket is; its folder exists. Its owner and root may send to it.</param>
    /// <param name="hints">Where to say "look again".</param>
    /// <param name="reports">Takes the notices.</param>
    /// <param name="tell">
    /// See <see cref="SourceStatus"/>; sources <c>hook-socket</c>, and <c>hook-notice</c> for what is none.
    /// </param>
    public HookSocket(string path, HintChannel hints, ChannelWriter<PortReport> reports, Action<string, string?> tell)
    {
        _path = path;
        _hints = hints;
        _reports = reports;
        _trouble = new SourceStatus("hook-socket", tell);
        _notices = new SourceStatus("hook-notice", tell);
        _thread = new SourceThread("hook-socket", _trouble, Listen);
    }

    /// <summary>How many datagrams were no notices.</summary>
    public int Malformed { get; private set; }

    public void Start() => _thread.Start();

    /// <summary>Ends it; .NET removes the socket's file, so that hooks need not try it.</summary>
    public void Dispose() => _thread.Dispose();

    private void Listen(CancellationToken stop)
    {
        using var socket = Open();
        _trouble.Over();
        // Closing a socket does not end a read of it on Linux; shutting it down does.
        using var ending = stop.UnsafeRegister(static socket => ((Socket)socket!).Shutdown(SocketShutdown.Both), socket);
        var buffer = new byte[LongestNotice];
        while (true)
        {
            var sender = new SocketAddress(AddressFamily.Unix);
            var length = socket.ReceiveFrom(buffer, SocketFlags.None, sender);
            stop.ThrowIfCancellationRequested();
            Take(buffer.AsSpan(0, length), () => Answer(socket, sender), stop);
        }
    }

    private Socket Open()
    {
        // libvirt's hooks run as root. Who else may ask the agent how it is must not be able to tell it of ports.
        var socket = SocketFiles.Bind(
            _path, SocketType.Dgram, UnixFileMode.UserRead | UnixFileMode.UserWrite,
            "stop the other virt-agent, or give this one another --runtime");

        // An answer is given on the ledger's thread: a hook that was stopped in mid-air must not hold that up.
        socket.SendTimeout = 1;
        return socket;
    }

    private void Take(ReadOnlySpan<byte> datagram, Action answer, CancellationToken stop)
    {
        try
        {
            if (datagram.Length == LongestNotice)
                throw new ReadException($"A hook's notice is longer than {LongestNotice} bytes.");

            var notice = HookNoticeReader.Read(datagram);
            if (notice.Notice is { } about) _reports.Write(new PortReport(about, answer), stop);
            _hints.Request(RefreshScope.Networks | RefreshScope.Ports);
            _notices.Over();
        }
        catch (ReadException failure)
        {
            // What it was about is not known, so all that a hook tells of is in doubt.
            Malformed++;
            _notices.Is($"{failure.Message} (number {Malformed})");
            _hints.Request(RefreshScope.Networks | RefreshScope.Ports);
        }
    }

    private static void Answer(Socket socket, SocketAddress sender)
    {
        try
        {
            socket.SendTo(Committed, SocketFlags.None, sender);
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // The hook waits no longer: its notice is in the spool as well, and told twice is told once.
        }
    }
}
