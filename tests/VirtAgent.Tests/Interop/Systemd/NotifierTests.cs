using System.Globalization;
using System.Net.Sockets;
using System.Text;
using VirtAgent.Interop.Systemd;
using VirtAgent.Tests.Support;

namespace VirtAgent.Tests.Interop.Systemd;

/// <summary>The notifier against a real datagram socket, as systemd's is.</summary>
public sealed class NotifierTests
{
    [Fact]
    public void Each_state_is_one_datagram_in_the_words_of_sd_notify()
    {
        using var folder = new TemporaryFolder();
        using var systemd = Listen($"{folder.Path}/notify");
        using var notifier = new Notifier($"{folder.Path}/notify");

        Assert.True(notifier.Ready() && notifier.Status("2 networks") && notifier.Watchdog() && notifier.Stopping());
        string[] told = [Receive(systemd), Receive(systemd), Receive(systemd), Receive(systemd)];
        Assert.Equal(["READY=1", "STATUS=2 networks", "WATCHDOG=1", "STOPPING=1"], told);
    }

    [Fact]
    public void A_reload_says_when_it_began_on_the_clock_that_systemd_compares()
    {
        using var folder = new TemporaryFolder();
        using var systemd = Listen($"{folder.Path}/notify");
        using var notifier = new Notifier($"{folder.Path}/notify");

        // The boot clock of /proc/uptime runs on while the machine sleeps: the monotonic one is never ahead of it.
        Assert.True(notifier.Reloading());
        var boot = double.Parse(File.ReadAllText("/proc/uptime").Split(' ')[0], CultureInfo.InvariantCulture);

        var lines = Receive(systemd).Split('\n');
        Assert.Equal("RELOADING=1", lines[0]);
        var microseconds = long.Parse(lines[1]["MONOTONIC_USEC=".Length..], CultureInfo.InvariantCulture);
        Assert.InRange(microseconds, 1, (long)((boot + 1) * 1e6));
    }

    [Fact]
    public void An_abstract_socket_is_found_by_its_at_sign()
    {
        var name = $"virt-agent-test-{Guid.NewGuid()}";
        using var systemd = Listen($"\0{name}");
        using var notifier = new Notifier($"@{name}");

        Assert.True(notifier.Ready());
        Assert.Equal("READY=1", Receive(systemd));
    }

    [Fact]
    public void A_status_cannot_smuggle_in_another_assignment()
    {
        using var folder = new TemporaryFolder();
        using var systemd = Listen($"{folder.Path}/notify");
        using var notifier = new Notifier($"{folder.Path}/notify");

        notifier.Status("guest 'a\nMAINPID=1\r\nSTOPPING=1'");

        Assert.Equal("STATUS=guest 'a MAINPID=1 STOPPING=1'", Receive(systemd));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("vsock:2:1234")]
    [InlineData("/nowhere/at/all")]
    public void Where_nobody_listens_nobody_is_told_and_nothing_is_thrown(string? path)
    {
        using var notifier = new Notifier(path);

        Assert.False(notifier.Ready());
    }

    private static Socket Listen(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 10_000 };
        socket.Bind(new UnixDomainSocketEndPoint(path));
        return socket;
    }

    private static string Receive(Socket socket)
    {
        var buffer = new byte[4096];
        return Encoding.UTF8.GetString(buffer, 0, socket.Receive(buffer));
    }
}
