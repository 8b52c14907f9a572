using VirtAgent.Core.Findings;

namespace VirtAgent.SystemTests.Leaks;

/// <summary>The ways an isolated network is opened in practice (issue 2, "Must show"), by name.</summary>
internal static class KnownLeaks
{
    /// <summary>All of them.</summary>
    public static readonly IReadOnlyDictionary<string, Leak> All = Rows().ToDictionary(row => row.Name, row => row.Leak);

    private static IEnumerable<(string Name, Leak Leak)> Rows() =>
    [
        .. Rules(new Side(
            "IPv4", "iptables", "network1", "virbr1", "203.0.113.0/24", "198.51.100.1", "10.1.0.50", "10.1.0.50/32")),
        .. Rules(new Side(
            "IPv6", "ip6tables", "isolated46", "virbr2", "2001:db8:113::/48", "fd00:ee::1", "[fd00:2::50]", "fd00:2::50/128")),
        ("IPv6 enabled on the bridge of a network without IPv6", Guard()),
        ("a NIC enslaved to the bridge", Member(
            "nic0", "ip link add nic0 type veth peer name far0 netns outside", "ip link delete nic0")),
        ("the uplink of the host enslaved to the bridge", Member("up0", "", "ip link set up0 nomaster")),
        ("a tap moved to the NAT bridge", new Leak(
            "network1", FindingCode.TapMoved, "tap vnet1 of guest-virtio", "ip link set vnet1 master virbr0")
        {
            Close = "ip link set vnet1 master virbr1",
        }),
    ];

    private static IEnumerable<(string Name, Leak Leak)> Rules(Side at)
    {
        yield return Rule("accept by incoming bridge", "out", $"-A FORWARD -i {at.Bridge} -j ACCEPT", ["FORWARD 1: accept"],
            $"{at.Tool} -I FORWARD -i {at.Bridge} -j ACCEPT");
        yield return Rule("accept by outgoing bridge", "in", $"-A FORWARD -o {at.Bridge} -j ACCEPT", ["FORWARD 1: accept"],
            $"{at.Tool} -I FORWARD -o {at.Bridge} -j ACCEPT");
        yield return Rule("LIBVIRT_FWO flushed", "out", "policy of FORWARD",
            ["FORWARD 3: jump LIBVIRT_FWO", "FORWARD 0: policy accept"],
            $"{at.Tool} -F LIBVIRT_FWO");
        yield return Rule("accept two chains deep behind a mark", "out", "-A INNER -m mark --mark 0x7/0xff -j ACCEPT",
            ["PREROUTING 1: mark 0x7", "FORWARD 1: jump OUTER", "OUTER 1: jump INNER", "INNER 1: accept"],
            $"""
            {at.Tool} -t mangle -A PREROUTING -i {at.Bridge} -p udp --dport 53 -j MARK --set-xmark 0x7/0xff
            {at.Tool} -N OUTER
            {at.Tool} -N INNER
            {at.Tool} -A INNER -m mark --mark 0x7/0xff -j ACCEPT
            {at.Tool} -A OUTER -j INNER
            {at.Tool} -I FORWARD -j OUTER
            """);
        var narrow = $"-d {at.Prefix} -i {at.Bridge} -p tcp -m tcp --dport 443 -j ACCEPT";
        yield return Rule("accept for one service of one prefix", "out", $"-A FORWARD {narrow}", ["FORWARD 1: accept"],
            $"{at.Tool} -I FORWARD {narrow}");
        var inner = $"-d {at.GuestMask} -p tcp -m tcp --dport 22 -j ACCEPT";
        yield return Rule("DNAT of a host address, accepted by what it leads to", "in", $"-A FORWARD {inner}",
            ["FORWARD 1: accept"],
            $"""
            {at.Tool} -t nat -A PREROUTING -d {at.HostAddress} -p tcp --dport 2222 -j DNAT --to-destination {at.Guest}:22
            {at.Tool} -I FORWARD {inner}
            """);
        // Only what came to the host's own address has the mark: a witness has to be translated.
        yield return Rule("DNAT of a host address, accepted by mark", "in", "-A FORWARD -m mark --mark 0x9 -j ACCEPT",
            ["PREROUTING 1: mark 0x9", $"PREROUTING 1: dnat {at.Guest}:22", "FORWARD 1: accept"],
            $"""
            {at.Tool} -t mangle -A PREROUTING -d {at.HostAddress} -p tcp --dport 2222 -j MARK --set-mark 0x9
            {at.Tool} -t nat -A PREROUTING -d {at.HostAddress} -p tcp --dport 2222 -j DNAT --to-destination {at.Guest}:22
            {at.Tool} -I FORWARD -m mark --mark 0x9 -j ACCEPT
            """);

        (string, Leak) Rule(string name, string way, string rule, string[] trace, string open)
        {
            var leak = new Leak(at.Network, FindingCode.ForwardLeak, $"{way} {at.Family}: {rule}", open) { Trace = trace };
            return ($"{name}, {at.Family}", leak);
        }
    }

    private static Leak Guard() => new(
        "network1", FindingCode.ForwardLeak, "out IPv6: policy of FORWARD",
        """
        sysctl -qw net.ipv6.conf.virbr1.disable_ipv6=0
        ip address add fd00:1::1/64 dev virbr1
        """)
    {
        Close = """
            ip address delete fd00:1::1/64 dev virbr1
            sysctl -qw net.ipv6.conf.virbr1.disable_ipv6=1
            """,
        Trace = ["FORWARD 0: policy accept"],
    };

    private static Leak Member(string device, string make, string remove) => new(
        "network1", FindingCode.BridgeUplink, $"virbr1 member {device}",
        $"""
        {make}
        ip link set {device} master virbr1 up
        """)
    {
        Close = remove,
    };

    /// <summary>One family with the isolated network that has it.</summary>
    /// <param name="Family">As findings name it.</param>
    /// <param name="Tool">iptables or ip6tables.</param>
    /// <param name="Network">The network.</param>
    /// <param name="Bridge">Its bridge.</param>
    /// <param name="Prefix">Some prefix of the world.</param>
    /// <param name="HostAddress">The host's own address outside.</param>
    /// <param name="Guest">A guest's address, as a DNAT target begins.</param>
    /// <param name="GuestMask">The same, as a match.</param>
    private sealed record Side(
        string Family,
        string Tool,
        string Network,
        string Bridge,
        string Prefix,
        string HostAddress,
        string Guest,
        string GuestMask);
}
