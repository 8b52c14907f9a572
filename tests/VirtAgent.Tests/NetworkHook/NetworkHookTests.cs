using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using VirtAgent.Core.Ports;
using VirtAgent.Core.Text;
using VirtAgent.Hosting;
using VirtAgent.Observe.Hints;
using VirtAgent.Tests.Observe.Hints;
using VirtAgent.Tests.Support;

namespace VirtAgent.Tests.NetworkHook;

/// <summary>The hook against every state the agent can be in. That it ends, and with 0, each call asserts by itself.</summary>
public sealed class NetworkHookTests : IDisposable
{
    private const string Created = "port-created";

    private readonly NetworkHook _hook = new();

    public void Dispose() => _hook.Dispose();

    [Theory]
    [InlineData(Created, typeof(PortNotice.Created))]
    [InlineData("port-deleted", typeof(PortNotice.Deleted))]
    [InlineData("stopped", typeof(PortNotice.NetworkStopped))]
    public async Task An_agent_that_answers_gets_the_notice_and_the_spool_does_not(string operation, Type kind)
    {
        var listener = new Listener();
        using var socket = new HookSocket(_hook.Socket, listener.Hints, listener.Reports, listener.Tell);
        socket.Start();
        while (!File.Exists(_hook.Socket)) await Task.Delay(5, TestContext.Current.CancellationToken);
        var before = HostClock.Now();
        using var call = _hook.Begin(operation, "nët\n% x");
        call.StandardInput.Write(HookData(1));
        call.StandardInput.Close();
        var report = await listener.Report();
        report.Committed!();

        NetworkHook.AssertEnds(call);
        Assert.IsType(kind, report.Notice);
        Assert.Equal("nët\n% x", report.Notice.Network);
        Assert.InRange(report.Notice.At.SinceBoot, before.SinceBoot, HostClock.Now().SinceBoot);
        if (report.Notice is PortNotice.Created created) Assert.Equal("guest-1", created.Port!.OwnerName);
        // One that came too late is in both; the agent tells one from the other by what it says.
        Assert.All(_hook.Spooled, file => Assert.Equal(report.Notice.At, Read(file).At));
    }

    [Fact]
    public async Task An_agent_that_answers_in_time_spares_the_spool()
    {
        var listener = new Listener();
        using var socket = new HookSocket(_hook.Socket, listener.Hints, listener.Reports, listener.Tell);
        socket.Start();
        // A busy machine may miss the hook's 40 ms now and then, but not always.
        var calls = 0;
        for (; calls == _hook.Spooled.Length && calls < 20; calls++)
        {
            using var call = _hook.Begin("stopped");
            (await listener.Report()).Committed!();
            NetworkHook.AssertEnds(call);
        }

        Assert.True(calls > _hook.Spooled.Length, "Not one of 20 answers arrived.");
    }

    [Fact]
    public async Task Without_an_agent_the_notice_is_in_the_spool_whole()
    {
        _hook.Call(Created, HookData(1));

        var file = await _hook.LeavesOne();
        var notice = Read(file);
        Assert.Equal(HostClock.Boot, notice.Boot);
        var created = Assert.IsType<PortNotice.Created>(notice.Notice);
        Assert.Equal((Examples.Uuid(1), "guest-1"), (created.Uuid, created.Port!.OwnerName));
        Assert.Equal(notice.At.SinceBoot.Ticks, long.Parse(Path.GetFileName(file)[..18], CultureInfo.InvariantCulture));
        Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(file) & ~(UnixFileMode)0b110_100_000);
        Assert.Single(Directory.GetFileSystemEntries(_hook.Spool));
    }

    [Fact]
    public async Task An_agent_that_was_killed_gets_the_notice_by_the_spool()
    {
        using (var dead = Bind(_hook.Socket + "2")) File.Move(_hook.Socket + "2", _hook.Socket);
        _hook.Call(Created, HookData(1));

        await _hook.LeavesOne();
    }

    [Fact]
    public async Task An_agent_that_hangs_gets_the_notice_both_ways()
    {
        using var hung = Bind(_hook.Socket);
        _hook.Call(Created, HookData(1));

        var datagram = new byte[4096];
        var received = hung.Receive(datagram);
        var spooled = await File.ReadAllBytesAsync(await _hook.LeavesOne(), TestContext.Current.CancellationToken);
        Assert.Equal(spooled, datagram[..received]);
    }

    [Fact]
    public async Task An_agent_whose_socket_is_full_gets_the_notice_by_the_spool()
    {
        using var hung = Bind(_hook.Socket);
        using var filler = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { Blocking = false };
        filler.Connect(new UnixDomainSocketEndPoint(_hook.Socket));
        Assert.Throws<SocketException>(void () =>
        {
            while (true) filler.Send("full"u8);
        });
        _hook.Call(Created, HookData(1));

        await _hook.LeavesOne();
    }

    [Fact]
    public async Task Nobody_but_the_agent_can_answer()
    {
        using var agent = Bind(_hook.Socket);
        using var call = _hook.Begin(Created);
        call.StandardInput.Write(HookData(1));
        call.StandardInput.Close();
        var sender = new SocketAddress(AddressFamily.Unix);
        await agent.ReceiveFromAsync(new byte[4096], SocketFlags.None, sender, TestContext.Current.CancellationToken);
        using var stranger = Bind(_hook.Socket + "2");
        Assert.Throws<SocketException>(() => stranger.SendTo([1], SocketFlags.None, sender));

        NetworkHook.AssertEnds(call);
        await _hook.LeavesOne();
        File.Delete(_hook.Socket + "2");
    }

    [Fact]
    public async Task A_full_spool_takes_no_more_and_says_so()
    {
        for (var number = 1; number <= 5; number++)
        {
            _hook.Call("stopped", "", program: _hook.WithSmallSpool);
            await _hook.Leaves(number <= 3 ? $"{number} *.notice" : "1 overflow");
        }

        Assert.Equal(3, _hook.Spooled.Length);
    }

    [Fact]
    public async Task A_spool_is_full_by_size_too()
    {
        var long_ = "<networkport>" + new string(' ', 900) + "</networkport>";
        _hook.Call(Created, long_, program: _hook.WithSmallSpool);
        await _hook.LeavesOne();
        _hook.Call(Created, long_, program: _hook.WithSmallSpool);
        await _hook.Leaves("1 overflow");
        Assert.Single(_hook.Spooled);
    }

    [Fact]
    public void A_spool_that_is_not_there_is_nobodys_loss()
    {
        Directory.Delete(_hook.Spool);
        _hook.Call(Created, HookData(1));
        Assert.False(Path.Exists(_hook.Spool));
        File.WriteAllText(_hook.Spool, "");
        _hook.Call(Created, HookData(1));
    }

    [Fact]
    public void A_link_in_the_spools_place_leads_nowhere()
    {
        using var elsewhere = new TemporaryFolder();
        Directory.Delete(_hook.Spool);
        Directory.CreateSymbolicLink(_hook.Spool, elsewhere.Path);
        _hook.Call(Created, HookData(1));

        Assert.Empty(Directory.GetFileSystemEntries(elsewhere.Path));
    }

    [Fact]
    public async Task An_input_that_does_not_end_is_not_waited_for_and_what_it_says_is_no_fact()
    {
        using var call = _hook.Begin(Created);
        call.StandardInput.Write(HookData(1));
        call.StandardInput.Flush();

        NetworkHook.AssertEnds(call);
        var file = await _hook.LeavesOne();
        Assert.Contains("does not hold its port whole", Assert.Throws<ReadException>(() => Read(file)).Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("</metadata></network></hookData>\n")]
    public async Task A_port_in_the_networks_metadata_is_not_taken_for_the_one_that_comes_late(string forgedEnd)
    {
        using var call = _hook.Begin(Created);
        call.StandardInput.Write($"<hookData><network><metadata>{Examples.Xml(666)}{forgedEnd}");
        call.StandardInput.Flush();
        NetworkHook.AssertEnds(call);
        call.StandardInput.Write($"{new string('>', 200_000)}</metadata></network>{Examples.Xml(1)}</hookData>");
        call.StandardInput.Close();

        Assert.Equal(Examples.Uuid(1), Assert.IsType<PortNotice.Created>(Read(await _hook.LeavesOne()).Notice).Uuid);
    }

    [Fact]
    public async Task A_port_in_metadata_that_are_larger_than_all_that_is_read_is_no_fact()
    {
        _hook.Call(Created, $"<hookData><network><metadata>{new string('>', (16 << 20) - 2000)}{Examples.Xml(666)}</hookData>"
            + $"{new string('\n', 4000)}{Examples.Xml(1)}</hookData>");

        var file = await _hook.LeavesOne();
        Assert.Contains("does not hold its port whole", Assert.Throws<ReadException>(() => Read(file)).Message);
    }

    [Fact]
    public async Task An_input_without_end_is_not_read_to_its_end()
    {
        using var call = Process.Start(new ProcessStartInfo(
            "sh", ["-c", "exec \"$0\" net1 port-created begin - </dev/zero", _hook.Program])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;

        NetworkHook.AssertEnds(call);
        await _hook.LeavesOne();
    }

    [Fact]
    public async Task An_input_that_comes_when_libvirt_finds_time_is_not_lost()
    {
        using var call = _hook.Begin(Created);
        NetworkHook.AssertEnds(call);
        call.StandardInput.Write(HookData(1));
        call.StandardInput.Close();

        Assert.Equal(Examples.Uuid(1), Assert.IsType<PortNotice.Created>(Read(await _hook.LeavesOne()).Notice).Uuid);
    }

    [Theory]
    [InlineData(100_000)]
    [InlineData(131_072)]
    [InlineData(131_072 - 300)]
    [InlineData(1_000_000)]
    public async Task Of_a_large_network_the_port_is_kept(int size)
    {
        _hook.Call(Created, $"<hookData><network>{new string('x', size)}</network>{Examples.Xml(1)}</hookData>");

        var notice = Assert.IsType<PortNotice.Created>(Read(await _hook.LeavesOne()).Notice);
        Assert.Equal("guest-1", notice.Port!.OwnerName);
        Assert.True(new FileInfo(_hook.Spooled[0]).Length < 2000);
    }

    [Theory]
    [InlineData("start")]
    [InlineData("plugged")]
    [InlineData("")]
    [InlineData("started")]
    [InlineData("updated")]
    public void What_is_about_no_port_is_not_spooled(string operation)
    {
        _hook.Call(operation, HookData(1));
        Assert.Empty(Directory.GetFileSystemEntries(_hook.Spool));
    }

    [Fact]
    public async Task A_call_without_arguments_or_streams_ends_too()
    {
        using var call = Process.Start("sh", ["-c", "\"$0\" && exec \"$0\" net1 stopped end - <&- >&- 2>&-", _hook.Program]);
        call.WaitForExit();

        Assert.Equal(0, call.ExitCode);
        await _hook.LeavesOne();
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    [InlineData("PIPE")]
    [InlineData("HUP")]
    public async Task A_signal_ends_it_no_sooner_and_loses_nothing(string signal)
    {
        using var hung = Bind(_hook.Socket);
        using var call = _hook.Begin(Created);
        call.StandardInput.Write(HookData(1));
        call.StandardInput.Close();
        hung.Receive(new byte[4096]);
        using (var kill = Process.Start("kill", [$"-{signal}", $"{call.Id}"])) kill.WaitForExit();

        NetworkHook.AssertEnds(call);
        await _hook.LeavesOne();
    }

    [Fact]
    public void However_it_is_killed_the_spool_holds_whole_notices_only()
    {
        var random = new Random(2026);
        for (var round = 0; round < 100; round++)
        {
            using var call = _hook.Begin("stopped");
            var watch = Stopwatch.StartNew();
            var moment = random.Next(3000);
            while (watch.Elapsed.TotalMicroseconds < moment) Thread.SpinWait(10);
            call.Kill();
            call.WaitForExit();
        }

        foreach (var file in _hook.Spooled) Assert.IsType<PortNotice.NetworkStopped>(Read(file).Notice);
        Assert.All(
            Directory.GetFileSystemEntries(_hook.Spool),
            file => Assert.Contains(Path.GetExtension(file), (string[])[".notice", ".tmp"]));
    }

    private static string HookData(int port) =>
        $"<hookData>\n  <network>\n    <name>net1</name>\n  </network>\n{Examples.Xml(port)}\n</hookData>\n";

    private static HookNotice Read(string file) => HookNoticeReader.Read(File.ReadAllBytes(file));

    private static Socket Bind(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 30_000 };
        socket.Bind(new UnixDomainSocketEndPoint(path));
        return socket;
    }
}
