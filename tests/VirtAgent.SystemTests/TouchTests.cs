using VirtAgent.SystemTests.Support;
using VirtAgent.SystemTests.SystemCalls;

namespace VirtAgent.SystemTests;

/// <summary>
/// What the unit touches, by its system calls. CAP_NET_ADMIN, without which nobody may read the firewall, could change it as
/// well: that cannot be refused, so it is shown that it is not done.
/// </summary>
public sealed class TouchTests(ITestOutputHelper output)
{
    private const string Configuration = """
        mkdir -p /etc/virt-agent
        echo '{ "metrics": { "file": "/var/lib/virt-agent/agent.prom" } }' > /etc/virt-agent/virt-agent.json
        """;

    // The unit with another program: user, capabilities and sandbox are those of the agent.
    private const string Attempt = """
        mkdir -p /etc/systemd/system/virt-agent.service.d
        printf '%s' "$1" > /etc/attempts
        printf '%s\n' '[Service]' Type=oneshot Restart=no StandardOutput=truncate:/run/attempted ExecStart= \
            'ExecStart=/bin/bash /etc/attempts' > /etc/systemd/system/virt-agent.service.d/attempt.conf
        systemctl daemon-reload
        systemctl start virt-agent
        cat /run/attempted
        """;

    private const string Attempts = """
        # virsh ends with 0 also where it may not delete a port, so it has to be silent, too.
        try() {
            if said=$("$@" 2>&1) && [ -z "$said" ]; then echo "done: $*"; else echo "refused: $*: ${said##*: }"; fi
        }
        put() {
            echo "$2" > "$1"
        }
        echo "user: $(id -un)"
        try touch /var/lib/virt-agent/planted
        try touch /run/virt-agent/planted
        try touch /etc/planted
        try touch /run/planted
        try touch /var/lib/libvirt/planted
        try put /proc/sys/net/ipv4/ip_forward 1
        try put /sys/class/net/virbr1/bridge/stp_state 1
        try virsh -q -r -c qemu:///system destroy guest-virtio
        try virsh -q -r -c qemu:///system net-destroy network1
        port=$(virsh -r -c qemu:///system net-port-list network1 | awk 'NR == 3 { print $1 }')
        try virsh -q -r -c qemu:///system net-port-delete network1 "$port"
        try ip link add planted0 type bridge
        try ip link set up0 mtu 1400
        try nft add table ip planted
        try iptables-nft -N PLANTED
        # Whether libvirt lets it in is a matter of polkit's rules; the socket is open to it.
        virsh -q -c qemu:///system net-list >/dev/null 2>&1 || true
        """;

    [Fact]
    public void The_unit_writes_its_own_files_only_and_asks_the_kernel_without_changing_it()
    {
        using var host = ServiceHost.Up("touch", SystemCallTrace.Begin);
        var lab = host.Lab;
        host.Leak(open: true);
        host.JournalEntry("VIRTAGENT_KIND=finding-raised", "VIRTAGENT_CODE=forward-leak", "VIRTAGENT_NETWORK=network1");
        host.Leak(open: false);
        host.JournalEntry("VIRTAGENT_KIND=finding-cleared", "VIRTAGENT_NETWORK=network1");
        lab.Must("virsh", "-q", "destroy", "guest-virtio");
        host.JournalEntry("VIRTAGENT_KIND=port-deleted");
        lab.Must("virsh", "-q", "start", "--paused", "guest-virtio");
        var port = lab.Must("virsh", "net-port-list", "network1").Split('\n')[2].Trim();
        host.JournalEntry("VIRTAGENT_KIND=port-bound", $"VIRTAGENT_PORT={port}");
        lab.Shell(Configuration);
        lab.Must("systemctl", "reload", ServiceHost.Unit);
        host.Logged("configuration taken; changed: metrics file");
        Assert.Equal(0, host.AskAsNobody(inGroup: true, "check", "--via-daemon").Exit);
        lab.Must("systemctl", "stop", ServiceHost.Unit);

        var calls = SystemCallTrace.End(lab, "virt-agent");

        output.WriteLine($"{calls.Count} system calls");
        var beyond = calls.Where(call => !Job.Needs(call)).Select(call => call.Text).Distinct().ToList();
        Assert.True(beyond.Count == 0, $"The job does not need:\n{string.Join('\n', beyond)}");
        // Nothing of that would hold of a trace that saw nothing.
        Assert.Superset(
            new HashSet<string>
            {
                "/usr/bin/virt-agent run", "/usr/bin/virt-agent config check", "/bin/kill -HUP", "/usr/sbin/iptables-nft-save",
                "/usr/sbin/nft -j list ruleset", "/usr/sbin/ip -j -d link show",
            },
            calls.Where(call => call.Name == "execve").Select(Job.CommandLine).ToHashSet());
        Assert.Equal(
            ["/run/dbus/system_bus_socket", "/run/systemd/journal/socket", "/var/run/libvirt/libvirt-sock-ro"],
            calls.Where(call => call.Name == "connect").Select(Job.Path).OfType<string>().Distinct().Order());
        foreach (var own in (string[])["ledger.db-wal", "agent.prom", "hook.sock"])
            Assert.Contains(calls, call => call.Text.Contains($"/{own}\"", StringComparison.Ordinal));
        foreach (var asked in (string[])[
            "NETLINK_ADD_MEMBERSHIP, [7]", "NFT_MSG_GETRULE", "RTM_GETLINK", "RTM_GETROUTE", "RTM_GETQDISC", "RTM_GETNSID",
            "XFRM_MSG_GETSPDINFO", "bpf(BPF_PROG_QUERY"])
            Assert.Contains(calls, call => call.Text.Contains(asked, StringComparison.Ordinal));
    }

    [Fact]
    public void What_the_sandbox_can_refuse_it_refuses_and_what_it_cannot_refuse_is_seen()
    {
        using var host = ServiceHost.Up("touched");
        var lab = host.Lab;
        lab.Must("systemctl", "stop", ServiceHost.Unit);
        lab.Shell(SystemCallTrace.Begin);

        var port = lab.Must("virsh", "net-port-list", "network1").Split('\n')[2].Trim();
        var said = lab.Shell(Attempt, Attempts).TrimEnd().Split('\n');
        var calls = SystemCallTrace.End(lab, "virt-agent");

        Assert.Equal(
            [
                "user: virt-agent",
                "done: touch /var/lib/virt-agent/planted",
                "done: touch /run/virt-agent/planted",
                "refused: touch /etc/planted: Read-only file system",
                "refused: touch /run/planted: Permission denied",
                "refused: touch /var/lib/libvirt/planted: Read-only file system",
                "refused: put /proc/sys/net/ipv4/ip_forward 1: Read-only file system",
                "refused: put /sys/class/net/virbr1/bridge/stp_state 1: Read-only file system",
                "refused: virsh -q -r -c qemu:///system destroy guest-virtio: read only access prevents virDomainDestroy",
                "refused: virsh -q -r -c qemu:///system net-destroy network1: read only access prevents virNetworkDestroy",
                $"refused: virsh -q -r -c qemu:///system net-port-delete network1 {port}: Failed to delete network port {port}",
                "done: ip link add planted0 type bridge",
                "done: ip link set up0 mtu 1400",
                "done: nft add table ip planted",
                "done: iptables-nft -N PLANTED",
            ],
            said);
        Assert.Contains(port, lab.Must("virsh", "net-port-list", "network1"), StringComparison.Ordinal);
        Assert.Equal("paused", lab.Must("virsh", "domstate", "guest-virtio").Trim());

        // So the other test would have seen the agent do it.
        var seen = calls.Where(call => !Job.Needs(call) && call.Name != "execve").ToList();
        foreach (var planted in (string[])[
            "\"/etc/planted\", O_", "\"/run/planted\", O_", "\"/var/lib/libvirt/planted\", O_",
            "\"/proc/sys/net/ipv4/ip_forward\", O_", "\"/sys/class/net/virbr1/bridge/stp_state\", O_",
            "IFLA_IFNAME}, \"planted0\"", "IFLA_MTU}, 1400", "NFT_MSG_NEWTABLE", "NFT_MSG_NEWCHAIN",
            "/var/run/libvirt/libvirt-sock\""])
            Assert.Contains(seen, call => call.Text.Contains(planted, StringComparison.Ordinal));
        Assert.DoesNotContain(
            seen, call => call.Name == "openat" && call.Text.Contains("virt-agent/planted", StringComparison.Ordinal));
    }
}
