using System.Globalization;
using System.Net.Sockets;
using VirtAgent.Core.Ports;
using VirtAgent.Observe.Hints;
using VirtAgent.SystemTests.Support;

namespace VirtAgent.SystemTests;

/// <summary>The network hook under the real libvirtd: it tells of every port, and whatever happens, guests start.</summary>
public sealed class NetworkHookTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Hook_and_port_files_both_tell_of_a_guests_port_from_its_beginning_to_its_end()
    {
        using var host = HookedLab.Up("hook");
        Assert.Contains("reloaded libvirtd", host.Installed, StringComparison.Ordinal);
        var reports = new Reports();
        using var socket = host.Listen(reports);
        using var folder = host.Watch(reports);

        host.StartGuest();
        var uuid = Assert.Single(host.ListedPorts());
        var byHook = await reports.Await<PortNotice.Created>(NoticeOrigin.Hook, notice => notice.Uuid == uuid);
        var byFolder = await reports.Await<PortNotice.Created>(NoticeOrigin.PortFolder, notice => notice.Uuid == uuid);
        Assert.Equal(("network1", HookedLab.Guest, "virbr1"), (byHook.Network, byHook.Port!.OwnerName, byHook.Port.PlugBridge));
        Assert.Equal(byHook.Port.Mac, byFolder.Port!.Mac);
        Assert.True(byHook.At.SinceBoot <= byFolder.At.SinceBoot, "libvirt calls the hook before it writes the file.");

        host.StopGuest();
        await reports.Await<PortNotice.Deleted>(NoticeOrigin.Hook, notice => notice.Uuid == uuid);
        var gone = await reports.Await<PortNotice.Deleted>(NoticeOrigin.PortFolder, notice => notice.Uuid == uuid);
        Assert.Equal(HookedLab.Guest, gone.Port!.OwnerName);

        host.Lab.Must("virsh", "-q", "net-destroy", "network1");
        await reports.Await<PortNotice.NetworkStopped>(NoticeOrigin.Hook, notice => notice.Network == "network1");
        Assert.Empty(reports.Troubles);
    }

    [Fact]
    public async Task Ports_of_a_network_that_is_destroyed_under_its_guests_are_told_by_their_files()
    {
        using var host = HookedLab.Up("hookdestroy");
        var reports = new Reports();
        using var folder = host.Watch(reports);
        host.StartGuest();
        var uuid = Assert.Single(host.ListedPorts());
        host.Lab.Must("virsh", "-q", "net-destroy", "network1");
        await reports.Await<PortNotice.Deleted>(NoticeOrigin.PortFolder, notice => notice.Uuid == uuid);

        host.Lab.Must("virsh", "-q", "net-start", "network1");
        host.Lab.Must("systemctl", "restart", "libvirtd");
        await reports.Await<PortNotice.Created>(
            NoticeOrigin.PortFolder, notice => notice.Uuid == uuid && reports.Notices.OfType<PortNotice.Deleted>().Any());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Ports_that_live_for_milliseconds_are_all_told(bool hooked)
    {
        using var host = HookedLab.Up("hookbrief");
        if (!hooked) host.Deploy("remove");
        var reports = new Reports();
        using var socket = host.Listen(reports);
        using var folder = host.Watch(reports);
        // Where libvirt is too busy to end its hook's input in time, the notice comes this way.
        using var spool = hooked ? new HookSpool(host.Spool, reports.Hints, reports.Writer, reports.Tell) : null;
        spool?.Start();
        // Who is first makes the folder that is watched from then on.
        host.StartGuest();
        await reports.Await<PortNotice.Created>(NoticeOrigin.PortFolder, _ => true);
        var brief = host.MakeAndDeletePorts(100);

        var (files, hook) = (new Fate(), new Fate());
        foreach (var uuid in brief)
        {
            await files.Follow(reports, NoticeOrigin.PortFolder, uuid);
            if (hooked) await hook.Follow(reports, NoticeOrigin.Hook, uuid);
        }

        Assert.True(!hooked || hook.Owned == 100, $"The hook told the owners of {hook.Owned} ports.");
        output.WriteLine($"Hook installed: {hooked}. Of 100 ports, the files of {files.Owned} could still be read.");
    }

    [Fact]
    public async Task A_guest_starts_whatever_state_the_agent_is_in_and_its_port_is_told_in_the_end()
    {
        using var host = HookedLab.Up("hookstates");
        var told = 0;
        void Start(string state, bool spooled = true)
        {
            host.StartGuest();
            host.StopGuest();
            told += spooled ? 2 : 0;
            // On a busy machine the hook leaves what it could not finish in time to a child.
            Assert.True(
                SpinWait.SpinUntil(() => host.Spooled == told, TimeSpan.FromSeconds(30)),
                $"{state}: {host.Spooled} notices are in the spool, not {told}.");
        }

        Start("absent");
        using (var hung = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified))
        {
            hung.Bind(new UnixDomainSocketEndPoint(host.Socket));
            Start("hung");
            while (host.Lab.Run(HookedLab.Program, "network1", "started", "begin", "-").Exit == 0 && !IsFull(host.Socket))
            {
            }

            Start("hung with its socket full");
        }

        using (var dead = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified))
        {
            // .NET removes what it bound; a kill does not.
            dead.Bind(new UnixDomainSocketEndPoint(host.Socket + "2"));
            File.Move(host.Socket + "2", host.Socket);
        }

        Start("dead");
        host.Lab.Shell("mount --bind /var/lib/virt-agent /var/lib/virt-agent; mount -o remount,bind,ro /var/lib/virt-agent");
        Start("absent with a spool that is read-only", spooled: false);
        host.Lab.Must("umount", "/var/lib/virt-agent");
        host.Lab.Shell("mount -t tmpfs -o size=4k full /var/lib/virt-agent/hook");
        host.Lab.Shell("head -c 4k /dev/zero > /var/lib/virt-agent/hook/x");
        host.StartGuest();
        host.StopGuest();
        host.Lab.Must("umount", "/var/lib/virt-agent/hook");

        var reports = new Reports();
        using var spool = new HookSpool(host.Spool, reports.Hints, reports.Writer, reports.Tell);
        spool.Start();
        while (host.Spooled > 0) await Task.Delay(20, TestContext.Current.CancellationToken);
        Assert.Equal(told, reports.Notices.Length);
        Assert.Equal(
            Enumerable.Repeat((string[])["Created", "Deleted"], told / 2).SelectMany(pair => pair),
            reports.Notices.Select(notice => notice.GetType().Name));
    }

    [Fact]
    public async Task Removed_it_is_gone_and_guests_start()
    {
        using var host = HookedLab.Up("hookremove");
        var reports = new Reports();
        using var socket = host.Listen(reports);
        var said = host.Deploy("remove");
        Assert.Contains("removed /etc/libvirt/hooks/network.d/50-virt-agent", said, StringComparison.Ordinal);
        Assert.False(Directory.Exists(host.Spool));
        host.StartGuest();
        host.StopGuest();
        Assert.Equal("there is no /etc/libvirt/hooks/network.d/50-virt-agent\n", host.Deploy("remove"));
        Assert.Empty(reports.Notices);

        host.Deploy("install", "--binary", HookedLab.Program);
        host.StartGuest();
        await reports.Await<PortNotice.Created>(NoticeOrigin.Hook, _ => true);
    }

    [Fact]
    public void Installation_refuses_what_does_not_run()
    {
        using var lab = Lab.Up("hookrefuse");
        var script = RepositoryFolder.InLab("deploy/hook");
        var refused = lab.Run(script, "install", "--binary", "/etc/hostname");
        Assert.Equal(1, refused.Exit);
        Assert.EndsWith("error: /etc/hostname is no program that runs here.\n", refused.Error, StringComparison.Ordinal);
        Assert.False(Path.Exists($"{lab.RootPath}/etc/libvirt/hooks/network.d/50-virt-agent"));
        Assert.Equal(2, lab.Run(script, "install", "now").Exit);
        Assert.Equal(2, lab.Run(script).Exit);
    }

    /// <summary>
    /// The figures of <c>deploy/doc/benchmarks.md</c>: how long libvirt waits for the hook, and 1 to 2 ms for the shell around
    /// it.
    /// </summary>
    [Fact]
    public void How_long_it_takes_is_in_the_output()
    {
        using var host = HookedLab.Up("hooktime");
        Show(host, "agent absent");
        using (var hung = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified))
        {
            hung.Bind(new UnixDomainSocketEndPoint(host.Socket));
            Show(host, "agent hung");
        }

        Show(host, "agent dead");
        File.Delete(host.Socket);
        using (host.Listen(new Reports())) Show(host, "agent listens");
    }

    private void Show(HookedLab host, string state)
    {
        const string Loop = """
            xml='<hookData><networkport><uuid>bfb60a5d-d10a-4687-8dbb-be259aa3633c</uuid></networkport></hookData>'
            for i in {1..50}; do
                from=${EPOCHREALTIME/./}
                "$1" network1 port-created begin - <<<"$xml" || exit
                echo $((${EPOCHREALTIME/./} - from))
            done
            """;
        var times = host.Lab.Shell(Loop, HookedLab.Program).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(time => int.Parse(time, CultureInfo.InvariantCulture) / 1000.0).Order().ToArray();
        Assert.Equal(50, times.Length);
        output.WriteLine($"{state}: median {times[25]:0.0} ms, slowest {times[^1]:0.0} ms of 50");
    }

    /// <summary>How the ports fared that were followed from their beginning to their end.</summary>
    private sealed class Fate
    {
        /// <summary>How many said at their beginning whose they were.</summary>
        public int Owned { get; private set; }

        public async Task Follow(Reports reports, NoticeOrigin origin, string uuid)
        {
            var deleted = await reports.Await<PortNotice.Deleted>(origin, notice => notice.Uuid == uuid);
            var created = await reports.Await<PortNotice.Created>(origin, notice => notice.Uuid == uuid);
            Assert.True(created.At.SinceBoot <= deleted.At.SinceBoot);
            if (created.Port is not null) Owned++;
        }
    }

    private static bool IsFull(string path)
    {
        using var probe = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { Blocking = false };
        probe.Connect(new UnixDomainSocketEndPoint(path));
        try
        {
            probe.Send("x"u8);
            return false;
        }
        catch (SocketException)
        {
            return true;
        }
    }
}
