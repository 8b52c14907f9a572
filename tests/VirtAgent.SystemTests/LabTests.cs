using System.Xml.Linq;
using VirtAgent.SystemTests.Support;

namespace VirtAgent.SystemTests;

public sealed class LabTests
{
    [Fact]
    public void A_lab_is_a_host_with_its_own_systemd_and_a_libvirtd_without_networks_or_guests()
    {
        using var lab = Lab.Up("boot");
        Assert.Equal("running", lab.Must("systemctl", "is-system-running").Trim());
        Assert.Equal("systemd", lab.Must("cat", "/proc/1/comm").Trim());
        Assert.Equal(lab.Name, lab.Must("hostname").Trim());
        Assert.Equal("", lab.Must("virsh", "-q", "net-list", "--all", "--name").Trim());
        Assert.Equal("", lab.Must("virsh", "-q", "list", "--all", "--name").Trim());
        Assert.Equal("lo", lab.Must("ls", "/sys/class/net").Trim());
    }

    [Fact]
    public void Two_labs_at_once_know_nothing_of_each_other()
    {
        using var one = Lab.Up("one");
        using var two = Lab.Up("two");
        one.StartNetwork(Lab.Xml("network1"));
        Assert.Equal("", two.Must("virsh", "-q", "net-list", "--name").Trim());
        two.StartNetwork(Lab.Xml("network1"));
        one.Must("virsh", "net-destroy", "network1");
        Assert.Equal("network1", two.Must("virsh", "-q", "net-list", "--name").Trim());
    }

    [Fact]
    public void A_client_outside_reaches_its_libvirtd_by_the_uri()
    {
        using var lab = Lab.Up("uri");
        lab.StartNetwork(Lab.Xml("isolated46"));
        Assert.Equal("isolated46", Command.Must(["virsh", "-c", lab.Uri, "-q", "net-list", "--name"]).Trim());
    }

    [Fact]
    public void A_program_inside_keeps_its_exit_code_and_its_streams_apart()
    {
        using var lab = Lab.Up("exit");
        Assert.Equal(new Command(7, "out", "error"), lab.Run("sh", "-c", "printf out; printf error >&2; exit 7"));
        Assert.Contains("no such thing", Assert.Throws<InvalidOperationException>(
            () => lab.Shell("echo no such thing >&2; false; exit 0")).Message, StringComparison.Ordinal);
        Assert.True(Directory.Exists($"{lab.RootPath}/etc/libvirt"));
    }

    [Fact]
    public void Every_network_starts_and_both_guests_hold_a_port_of_theirs()
    {
        using var host = KvmHost.Up("guests", "isolated46", "routed", "routed-dev");
        Assert.Equal(
            ["default", "isolated46", "network1", "routed", "routed-dev"],
            host.Lab.Must("virsh", "-q", "net-list", "--name").Split('\n', StringSplitOptions.RemoveEmptyEntries).Order());
        AssertBound(host.Lab, "guest-e1000e", "default", "e1000e", "virbr0");
        AssertBound(host.Lab, "guest-virtio", "network1", "virtio", "virbr1");
        // Nobody listens there; that somebody refuses shows that the way out and the way back are there.
        foreach (var outside in (string[])["198.51.100.2", "fd00:ee::2"])
            Assert.Contains(
                "Connection refused",
                host.Lab.Run("timeout", "5", "bash", "-c", $"</dev/tcp/{outside}/9").Error,
                StringComparison.Ordinal);
    }

    [Fact]
    public void A_guest_runs_when_it_is_not_paused()
    {
        using var lab = Lab.Up("running");
        lab.StartNetwork(Lab.Xml("network1"));
        lab.StartGuest(Lab.Xml("guest-virtio"), paused: false);
        Assert.Equal("running", lab.Must("virsh", "domstate", "guest-virtio").Trim());
    }

    [Fact]
    public void Down_leaves_nothing_and_the_machine_keeps_its_firewall_links_mounts_and_settings()
    {
        RequireLab.OrFail();
        var before = Machine();
        string name;
        using (var host = KvmHost.Up("down", "routed"))
        {
            name = host.Lab.Name;
            Assert.Equal(before, Machine());
            Assert.NotEmpty(Traces(name));
        }

        Assert.Equal(before, Machine());
        Assert.Empty(Traces(name));
        Assert.Equal(1, Command.Run([Lab.Program, "pid", name]).Exit);
    }

    [Fact]
    public void A_lab_that_lost_its_supervisor_is_cleared_away_by_the_next_of_that_name()
    {
        using var lab = Lab.Up("stale");
        var supervisor = File.ReadAllText($"/run/virt-agent-lab/{lab.Name}/boot").Split(' ')[0];
        Command.Must(["kill", "-KILL", supervisor]);
        Command.Must([Lab.Program, "up", lab.Name]);
        // It is another lab, to which the first one's way does not lead.
        Assert.Equal("running", Command.Must([Lab.Program, "x", lab.Name, "systemctl", "is-system-running"]).Trim());
        Assert.False(Directory.Exists(lab.RootPath), "The first lab of that name still runs.");
    }

    [Fact]
    public void Sweep_ends_labs_whose_owner_is_gone_and_no_other()
    {
        using var mine = Lab.Up("mine");
        var orphan = $"orphan-{Environment.ProcessId}";
        Command.Must(["bash", "-c", "LAB_OWNER=$$ \"$0\" up \"$1\"; exit", Lab.Program, orphan]);
        Assert.NotEmpty(Traces(orphan));
        Command.Must([Lab.Program, "sweep"]);
        Assert.Empty(Traces(orphan));
        mine.Must("true");
    }

    [Fact]
    public void An_ordinary_user_is_told_in_one_line()
    {
        RequireLab.OrFail();
        var refused = Command.Run(["setpriv", "--reuid=65534", "--clear-groups", "bash", Lab.Program, "up", "nobody"]);
        Assert.Equal(new Command(1, "", "lab: only root can use a lab; run it with sudo.\n"), refused);
    }

    private static void AssertBound(Lab lab, string guest, string network, string model, string bridge)
    {
        var nic = XDocument.Parse(lab.Must("virsh", "dumpxml", guest)).Descendants("interface").Single();
        Assert.Equal(model, nic.Element("model")!.Attribute("type")!.Value);
        var source = nic.Element("source")!;
        Assert.Equal(bridge, source.Attribute("bridge")!.Value);
        Assert.Equal(source.Attribute("portid")!.Value, lab.Must("virsh", "-q", "net-port-list", network).Trim());
        var tap = nic.Element("target")!.Attribute("dev")!.Value;
        Assert.True(Path.Exists($"{lab.RootPath}/sys/class/net/{bridge}/brif/{tap}"), $"{tap} is not in {bridge}.");
    }

    private const string Settings = "^(net.ipv[46].conf|net.ipv4.ip_forward|net.netfilter|fs.protected|kernel.core_pattern|vm.)";

    /// <summary>What a lab must not change, whether it runs or is gone. Counters and ages are left out.</summary>
    private static string Machine() => string.Join('\n', (string[])
    [
        Command.Must(["nft", "--stateless", "list", "ruleset"]),
        Command.Must(["ip", "-o", "link"]),
        Command.Must(["ip", "route", "show", "table", "all"]),
        Command.Must(["sh", "-c", $"sysctl -a 2>/dev/null | grep -E '{Settings}'"]),
        File.ReadAllText("/proc/mounts"),
    ]);

    /// <summary>
    /// Whatever carries the lab's name: folders, cgroups, and processes by their cgroup. One in a deleted cgroup has ended, and
    /// only waits to be reaped.
    /// </summary>
    private static string[] Traces(string name)
    {
        const string Find = """
            find /run/virt-agent-lab /sys/fs/cgroup -name "*$1" 2>/dev/null | grep virt-agent-lab
            grep "virt-agent-lab-$1" /proc/[0-9]*/cgroup 2>/dev/null | grep -v '(deleted)$'
            true
            """;
        return Command.Must(["bash", "-c", Find, "bash", name]).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
