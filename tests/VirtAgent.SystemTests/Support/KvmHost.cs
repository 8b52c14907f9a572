namespace VirtAgent.SystemTests.Support;

/// <summary>
/// A lab with the two interfaces that every example speaks of: <c>guest-e1000e</c> on the NAT network <c>default</c> (virbr0) and
/// <c>guest-virtio</c> on the isolated network <c>network1</c> (virbr1), and an outside world behind the uplink up0: the
/// network namespace <c>outside</c>, 198.51.100.2 and fd00:ee::2, to which the default routes lead.
/// </summary>
internal sealed class KvmHost : IDisposable
{
    /// <summary>The device that leads outside.</summary>
    public const string Uplink = "up0";

    /// <summary>The network namespace behind it, and o0 the device there.</summary>
    public const string Outside = "outside";

    // Duplicate address detection would keep every new IPv6 address unusable for a second or two, and nobody else is here.
    private const string Topology = $"""
        sysctl -qw net.ipv6.conf.default.accept_dad=0
        ip netns add {Outside}
        ip link add {Uplink} type veth peer name o0 netns {Outside}
        ip netns exec {Outside} sysctl -qw net.ipv6.conf.o0.accept_dad=0
        ip address add 198.51.100.1/24 dev {Uplink}
        ip address add fd00:ee::1/64 dev {Uplink}
        ip -n {Outside} address add 198.51.100.2/24 dev o0
        ip -n {Outside} address add fd00:ee::2/64 dev o0
        ip -n {Outside} link set lo up
        ip -n {Outside} link set o0 up
        ip link set {Uplink} up
        ip route add default via 198.51.100.2
        ip route add default via fd00:ee::2
        ip -n {Outside} route add default via 198.51.100.1
        ip -n {Outside} route add default via fd00:ee::1
        """;

    private KvmHost(Lab lab) => Lab = lab;

    /// <summary>The lab it runs in.</summary>
    public Lab Lab { get; }

    /// <summary>Boots it; both guests are paused.</summary>
    /// <param name="prefix">See <see cref="Lab.Up"/>.</param>
    /// <param name="networks">More networks of <c>tests/lab/xml</c> to start, after the two.</param>
    public static KvmHost Up(string prefix, params string[] networks) => On(Lab.Up(prefix), networks);

    /// <summary>Makes it of a lab that was booted for it, and ends with it.</summary>
    public static KvmHost On(Lab lab, params string[] networks)
    {
        var host = new KvmHost(lab);
        try
        {
            host.Lab.Shell(Topology);
            foreach (var network in (string[])["default", "network1", .. networks]) host.Lab.StartNetwork(Lab.Xml(network));
            host.Lab.StartGuest(Lab.Xml("guest-e1000e"));
            host.Lab.StartGuest(Lab.Xml("guest-virtio"));
            return host;
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }

    /// <summary>Switches IPv6 forwarding; libvirt itself leaves it off until a network routes IPv6.</summary>
    public void ForwardIPv6(bool on) => Lab.Must("sysctl", "-qw", $"net.ipv6.conf.all.forwarding={(on ? 1 : 0)}");

    /// <summary>Ends it.</summary>
    public void Dispose() => Lab.Dispose();
}
