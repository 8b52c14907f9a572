using System.Diagnostics;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Readers.Assumptions;
using VirtAgent.Observe.Network;
using VirtAgent.Observe.Snapshots;
using VirtAgent.SystemTests.Support;

namespace VirtAgent.SystemTests.Kernel;

/// <summary>What the agent asks a real kernel for beside the firewall, in network namespaces of the test's own.</summary>
public sealed class NetworkReadingTests
{
    [Fact]
    public void Filters_are_read_on_their_way_in_and_out_in_classes_and_in_shared_blocks()
    {
        using var space = new NetworkNamespace("tc");
        space.Must("""
            ip link add v0 type veth peer name v1
            ip link add v2 type veth peer name v3
            tc qdisc add dev v0 clsact
            tc filter add dev v0 ingress pref 7 protocol all u32 match u32 0 0 action mirred egress redirect dev v1
            tc filter add dev v0 egress pref 8 protocol all u32 match u32 0 0 action mirred egress mirror dev v2
            tc qdisc add dev v1 ingress_block 5 clsact
            tc filter add block 5 pref 9 protocol all u32 match u32 0 0 action mirred ingress redirect dev v3
            tc qdisc add dev v2 root handle 1: htb default 1
            tc class add dev v2 parent 1: classid 1:1 htb rate 1mbit
            tc filter add dev v2 parent 1:0 pref 10 protocol all u32 match u32 0 0 classid 1:1
            tc filter add dev v2 parent 1:1 pref 11 protocol all u32 match u32 0 0 action mirred egress redirect dev v0
            """);
        var control = TrafficControlReader.Read(Read(space, RecordFile.Tc));
        Assert.Equal(
            ["v0 egress pref 8 v2", "v0 ingress pref 7 v1", "v1 block 5 pref 9 v3", "v2 parent 1:1 pref 11 v0"],
            control.Filters.Select(filter =>
                $"{string.Join(',', filter.Devices)} {filter.Place} {Assert.Single(filter.Actions).Target}")
                    .Order(StringComparer.Ordinal));
        Assert.All(control.Filters,
            filter => Assert.Equal(("u32", true, "mirred"), (filter.Kind, filter.Understood, filter.Actions[0].Kind)));
        Assert.Empty(control.Programs);
    }

    [Fact]
    public void A_tcx_program_is_counted_where_it_is_attached()
    {
        using var space = new NetworkNamespace("tcx");
        space.Must("ip link add v0 type veth peer name v1");
        string text = "";
        space.Run(() =>
        {
            using var program = BpfProgram.Passing(Index(space, "v0"));
            text = Text(RecordFile.Tc);
        });
        Assert.Equal([new DeviceProgram("v0", "tcx", 1)], TrafficControlReader.Read(text).Programs);
        Assert.Empty(TrafficControlReader.Read(Read(space, RecordFile.Tc)).Programs);
    }

    [Fact]
    public void A_device_that_another_namespace_has_on_a_bridge_of_this_one_is_found()
    {
        using var space = new NetworkNamespace("below");
        using var other = new NetworkNamespace("above");
        space.Must($"""
            ip link add br0 type bridge
            ip link add br1 type bridge
            ip link add link br0 name mv0 type macvlan
            ip link set mv0 netns {other.Name}
            """);
        var state = BridgeStateReader.Read(Read(space, RecordFile.Bridge));
        Assert.Equal([new StackedDevice("mv0", "macvlan", "br0")], state.StackedElsewhere);
        Assert.Equal((0, 0), (state.UnreadNamespaces, state.Ebtables.Values.Sum()));
    }

    [Fact]
    public void Tunnels_and_outbound_IPsec_policies_are_read()
    {
        using var space = new NetworkNamespace("tunnel");
        space.Must("""
            ip link add vx0 type vxlan id 7 local 10.0.0.1 dstport 4789
            ip link add vx1 type vxlan id 8 dstport 4790
            ip link set vx1 up
            ip xfrm policy add dir out src 10.0.0.0/24 dst 10.9.0.0/16
            ip xfrm policy add dir in src 10.9.0.0/16 dst 10.0.0.0/24
            """);
        var tunnels = TunnelStateReader.Read(Read(space, RecordFile.Tunnels));
        Assert.Equal(
            [new Tunnel("vx0", "vxlan", false, Address.Parse("10.0.0.1"), null, 4789),
                new Tunnel("vx1", "vxlan", true, null, null, 4790)],
            tunnels.Devices.OrderBy(tunnel => tunnel.Name, StringComparer.Ordinal));
        Assert.Equal(1, tunnels.IpsecPolicies);
        Assert.Empty(tunnels.VirtualServices);
    }

    [Fact]
    public void An_empty_namespace_has_none_of_it()
    {
        using var space = new NetworkNamespace("empty");
        var control = TrafficControlReader.Read(Read(space, RecordFile.Tc));
        Assert.Equal((0, 0), (control.Filters.Count, control.Programs.Count));
        var tunnels = TunnelStateReader.Read(Read(space, RecordFile.Tunnels));
        Assert.Equal((0, 0), (tunnels.Devices.Count, tunnels.IpsecPolicies));
    }

    [Fact]
    public void An_answered_flow_between_a_guest_and_the_outside_is_read()
    {
        using var host = new NetworkNamespace("ct");
        using var guest = new NetworkNamespace("ctg");
        using var outside = new NetworkNamespace("cto");
        host.Must($"""
            sysctl -qw net.ipv4.ip_forward=1
            iptables-nft -A FORWARD -m conntrack --ctstate INVALID -j DROP
            ip link add up0 type veth peer name o0 netns {outside.Name}
            ip link add virbr1 type veth peer name g0 netns {guest.Name}
            ip addr add 198.51.100.1/24 dev up0
            ip addr add 10.1.0.1/24 dev virbr1
            ip link set up0 up
            ip link set virbr1 up
            """);
        outside.Must("""
            ip addr add 198.51.100.2/24 dev o0
            ip link set o0 up
            ip route add default via 198.51.100.1
            """);
        guest.Must("""
            ip addr add 10.1.0.50/24 dev g0
            ip link set g0 up
            ip route add default via 10.1.0.1
            """);
        using var echo = Process.Start("ip", ["netns", "exec", outside.Name, "timeout", "60", "python3", "-c", Echo]);
        Command.Must(["ip", "netns", "exec", guest.Name, "python3", "-c", Ask]);
        var network = new VirtualNetwork(
            "network1", "u", ForwardMode.None, [], "virbr1", false, false,
            [new NetworkAddress(Address.Parse("10.1.0.1"), AddressMask.Prefix(Address.Parse("10.1.0.0"), 24))], []);
        var text = "";
        host.Run(() =>
        {
            var observation = new HostRecordBuilder();
            ConntrackReading.Run(observation, [network]);
            text = observation.Take().Files[RecordFile.Conntrack];
        });
        var flows = TrackedFlowReader.Read(text);
        Assert.True(flows.Whole);
        var flow = Assert.Single(flows.Flows);
        Assert.Equal(
            (ProtocolNames.Udp, "10.1.0.50", "198.51.100.2", (ushort)5000),
            (flow.Protocol, flow.Original.Source.ToString(), flow.Receiver.ToString(), flow.Original.DestinationPort));
    }

    private const string Echo = """
        import socket
        s = socket.socket(2, 2); s.bind(('', 5000)); d, a = s.recvfrom(9); s.sendto(d, a)
        """;

    private const string Ask = """
        import socket, time
        s = socket.socket(2, 2); s.settimeout(0.2)
        for i in range(100):
            try:
                s.sendto(b'x', ('198.51.100.2', 5000)); s.recv(9); break
            except OSError: time.sleep(0.1)
        else: raise SystemExit(1)
        """;

    private static string Read(NetworkNamespace space, string source)
    {
        var text = "";
        space.Run(() => text = Text(source));
        return text;
    }

    private static string Text(string source)
    {
        var observation = new HostRecordBuilder();
        NetworkReading.Run(observation);
        var (files, _, gaps) = observation.Take();
        Assert.Empty(gaps);
        return files[source];
    }

    private static int Index(NetworkNamespace space, string device) => int.Parse(
        Command.Must(["ip", "netns", "exec", space.Name, "cat", $"/sys/class/net/{device}/ifindex"]).Trim(),
        System.Globalization.CultureInfo.InvariantCulture);
}
