using System.Net.Sockets;
using VirtAgent.Core.Ports;
using VirtAgent.Observe.Hints;
using VirtAgent.Tests.Support;

namespace VirtAgent.Tests.Observe.Hints;

public sealed class HookSocketTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Listener _listener = new();
    private readonly HookSocket _socket;

    public HookSocketTests() => _socket = new HookSocket(Path, _listener.Hints, _listener.Reports, _listener.Tell);

    private string Path => System.IO.Path.Combine(_folder.Path, "hook.sock");

    public void Dispose()
    {
        _socket.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_notice_is_answered_when_it_is_committed_and_not_before()
    {
        _socket.Start();
        using var hook = await Connect();
        hook.Send(Examples.Notice(1));
        var report = await _listener.Report();

        Assert.Equal(Examples.Uuid(1), Assert.IsType<PortNotice.Created>(report.Notice).Uuid);
        Assert.Equal(0, hook.Available);
        report.Committed!();
        Assert.Equal(1, hook.Receive(new byte[8]));
        await _listener.Doubts(RefreshScope.Ports);
    }

    [Fact]
    public async Task A_hook_that_waits_no_longer_does_not_hold_up_the_ledger()
    {
        _socket.Start();
        using (var hook = await Connect()) hook.Send(Examples.Notice(1));
        (await _listener.Report()).Committed!();

        using var next = await Connect();
        next.Send(Examples.Notice(2));
        Assert.Equal(Examples.Uuid(2), (await _listener.Notice<PortNotice.Created>()).Uuid);
    }

    [Fact]
    public async Task A_hook_that_never_reads_its_answers_does_not_hold_up_the_ledger()
    {
        _socket.Start();
        using var hook = await Connect();
        for (var number = 0; number < 600; number++)
        {
            hook.Send(Examples.Notice(number));
            (await _listener.Report()).Committed!();
        }
    }

    [Fact]
    public async Task What_is_no_notice_is_counted_told_and_harmless()
    {
        _socket.Start();
        using var stranger = await Connect();
        stranger.Send("hello"u8);
        var (source, reason) = await _listener.Trouble();
        Assert.Equal("hook-notice", source);
        Assert.Contains("does not begin like one", reason, StringComparison.Ordinal);
        Assert.Equal(1, _socket.Malformed);

        stranger.Send(Examples.Notice(1));
        await _listener.Notice<PortNotice.Created>();
        Assert.Equal(("hook-notice", null), await _listener.Trouble());
    }

    [Fact]
    public async Task A_plain_operation_is_a_hint_and_no_report()
    {
        _socket.Start();
        using var hook = await Connect();
        hook.Send(Examples.Notice(1, "started"));
        await _listener.Doubts(RefreshScope.Networks);
        Assert.False(_listener.HasReport);
    }

    [Fact]
    public async Task A_socket_that_a_killed_agent_left_is_replaced()
    {
        // .NET tidies up behind itself; a kill does not.
        using (var dead = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified))
        {
            dead.Bind(new UnixDomainSocketEndPoint(Path + "2"));
            File.Move(Path + "2", Path, overwrite: true);
        }

        Assert.True(File.Exists(Path));
        _socket.Start();
        using var hook = await Connect();
        hook.Send(Examples.Notice(1));
        await _listener.Notice<PortNotice.Created>();
    }

    [Fact]
    public async Task A_socket_that_somebody_listens_on_is_left_to_him()
    {
        using var other = new HookSocket(Path, _listener.Hints, _listener.Reports, _listener.Tell);
        other.Start();
        using var hook = await Connect();
        _socket.Start();
        Assert.Equal(
            ("hook-socket", $"Somebody listens on {Path} already, or it is no socket; "
            + "stop the other virt-agent, or give this one another --runtime."),
            await _listener.Trouble());
        hook.Send(Examples.Notice(1));
        await _listener.Notice<PortNotice.Created>();
    }

    [Fact]
    public async Task A_file_in_its_place_is_not_removed()
    {
        _folder.Write("hook.sock", "somebody's");
        _socket.Start();
        await _listener.Trouble();
        Assert.Equal("somebody's", File.ReadAllText(Path));
    }

    [Fact]
    public async Task Only_its_owner_may_send_and_its_end_removes_it()
    {
        _socket.Start();
        using (await Connect())
        {
            // It can be connected to a moment before its mode is set.
            await Eventually.True(() => File.GetUnixFileMode(Path) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
        }

        _socket.Dispose();
        Assert.False(File.Exists(Path));
    }

    private async Task<Socket> Connect()
    {
        while (true)
        {
            // A new one each time: .NET gives a socket that failed to connect another handle, which is not bound any more.
            var hook = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 30_000 };
            hook.Bind(new UnixDomainSocketEndPoint($"\0{Guid.NewGuid():N}"));
            try
            {
                hook.Connect(new UnixDomainSocketEndPoint(Path));
                return hook;
            }
            catch (SocketException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
            {
                hook.Dispose();
                await Task.Delay(5, TestContext.Current.CancellationToken);
            }
        }
    }
}
