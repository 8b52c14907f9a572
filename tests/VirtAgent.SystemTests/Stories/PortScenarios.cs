namespace VirtAgent.SystemTests.Stories;

/// <summary>
/// The table of what makes ports come and go (libvirt's src/network/bridge_driver.c and src/qemu, seen at 9.0.0), in an order in
/// which each row begins where the one before ended.
/// </summary>
internal static class PortScenarios
{
    /// <summary>Definitions the scripts use: guest g1 on the isolated network1 (virbr1), default is virbr0.</summary>
    public const string Preamble = """
        nic() { printf "<interface type='network'><mac address='%s'/><source network='%s'/><model type='virtio'/>%s</interface>" "$1" "$2" "${3:-}"; }
        tap() { virsh -q domiflist g1 | awk -v mac="$1" '$5 == mac { print $1 }'; }
        qemu() { cat /run/libvirt/qemu/"$1".pid; }
        libvirtd() {
            systemctl reset-failed libvirtd libvirtd.socket libvirtd-ro.socket libvirtd-admin.socket 2>/dev/null || true
            systemctl "$1" libvirtd
            [ "$1" != stop ] || return 0
            sleep 1
            # It finds its guests again one after the other, while it answers already.
            if kill -0 "$(qemu g1 2>/dev/null)" 2>/dev/null; then until [ "$(virsh -q domstate g1)" = paused ]; do sleep 0.2; done; fi
        }
        mac=52:54:00:00:66:01; hot=52:54:00:00:66:02
        """;

    private const string Stopped = "unbound > deleted";

    /// <summary>The rows.</summary>
    public static readonly Scenario[] Table =
    [
        new("start", "virsh -q start g1 --paused", "g1@network1: created > bound virbr1"),
        new("hotplug", "nic $hot network1 > /root/hot.xml; virsh -q attach-device g1 /root/hot.xml --live",
            "g1@network1: created > bound virbr1"),
        new("hotplug that QEMU refuses",
            "nic 52:54:00:00:66:03 network1 \"<rom file='/nonexistent'/>\" > /root/bad.xml; ! virsh -q attach-device g1 "
                + "/root/bad.xml --live",
            "g1@network1: created > (bound virbr1 > unbound > )?deleted"),
        new("unplug without an answer", "virsh -q detach-device g1 /root/hot.xml --live"),
        new("update-device to another network",
            "nic $hot default > /root/moved.xml; virsh -q update-device g1 /root/moved.xml --live",
            // libvirt moves the tap while the old port is still there: a look in between sees it in the other bridge.
            "g1@default: created > bound virbr0", $"g1@network1: (changed virbr0 > )?{Stopped}"),
        new("domif-setlink", "virsh -q domif-setlink g1 $mac down", "(g1)?@network1: created > deleted"),
        new("tap moved by hand", "ip link set \"$(tap $mac)\" master virbr0", "g1@network1: changed virbr0"),
        new("tap moved back", "ip link set \"$(tap $mac)\" master virbr1", "g1@network1: changed virbr1"),
        new("tap taken off its bridge", "ip link set \"$(tap $mac)\" nomaster", "g1@network1: unbound"),
        new("tap put back", "ip link set \"$(tap $mac)\" master virbr1", "g1@network1: bound virbr1"),
        new("libvirtd restarts", "libvirtd restart"),
        new("stop", "virsh -q destroy g1", $"g1@default: {Stopped}", $"g1@network1: {Stopped}"),
        new("start that QEMU refuses", "! virsh -q create /root/bad-guest.xml",
            "bad@network1: created > (bound virbr1 > unbound > )?deleted"),
        new("kill -9 of QEMU", "virsh -q start g1 --paused; sleep 1; kill -9 $(qemu g1)",
            $"g1@network1: created > bound virbr1 > {Stopped}"),
        new("managed save", "virsh -q start g1 --paused; sleep 1; virsh -q managedsave g1",
            $"g1@network1: created > bound virbr1 > {Stopped}"),
        new("restore", "virsh -q start g1 --paused", "g1@network1: created > bound virbr1"),
        new("net-destroy under a guest", "virsh -q net-destroy network1", $"g1@network1: {Stopped}"),
        new("net-start under a guest", "virsh -q net-start network1"),
        new("libvirtd restarts and takes the port back", "libvirtd restart", "g1@network1: created > bound virbr1"),
        new("net-undefine", "virsh -q net-dumpxml network1 --inactive > /root/network1.xml; "
            + "virsh -q net-undefine network1; virsh -q net-define /root/network1.xml"),
        new("snapshot", "virsh -q snapshot-create-as g1 s1"),
        new("snapshot revert", "virsh -q snapshot-revert g1 s1 --paused --force",
            $"g1@network1: {Stopped}", "g1@network1: created > bound virbr1"),
        new("guest dies while the daemon is down", "pid=$(qemu g1); libvirtd stop; kill -9 $pid; sleep 1; libvirtd start",
            $"g1@network1: {Stopped}"),
        new("daemon killed in the middle of a start",
            "touch /root/kill-libvirtd; libvirtd restart; ! virsh -q start g1 --paused; rm -f /root/kill-libvirtd; sleep 0.5; "
                + "libvirtd start",
            "g1@network1: created"),
        new("port made by hand",
            "printf \"<networkport><uuid>11111111-1111-4111-8111-111111111111</uuid>"
            + "<owner><name>byhand</name><uuid>22222222-2222-4222-8222-222222222222</uuid></owner>"
            + "<mac address='52:54:00:00:66:09'/></networkport>\" > /root/port.xml; "
            + "virsh -q net-port-create network1 /root/port.xml",
            "byhand@network1: created"),
        new("port deleted by hand", "virsh -q net-port-delete network1 11111111-1111-4111-8111-111111111111",
            "byhand@network1: deleted"),
        new("orphan deleted by hand",
            "for port in $(virsh -q net-port-list network1); do virsh -q net-port-delete network1 $port; done",
            "g1@network1: deleted"),
    ];
}
