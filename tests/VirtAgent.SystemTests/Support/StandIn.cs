namespace VirtAgent.SystemTests.Support;

/// <summary>
/// A guest's place in a bridge without a guest: a network namespace of a lab whose <see cref="Device"/> is a veth, the other
/// end a port of the bridge. It has no addresses and says nothing of its own. To <c>check</c> it is a stranger in the bridge.
/// </summary>
internal sealed class StandIn : IDisposable
{
    /// <summary>Its device, inside its network namespace.</summary>
    public const string Device = "eth0";

    // Enslaving a device takes effect when its carrier is seen, which the kernel may do a little later.
    private const string AttachScript = """
        netns=$1 port=$2 bridge=$3
        ip netns add "$netns"
        ip netns exec "$netns" sysctl -qw net.ipv6.conf.default.disable_ipv6=1
        ip link add "$port" type veth peer name eth0 netns "$netns"
        sysctl -qw "net.ipv6.conf.$port.disable_ipv6=1"
        ip -n "$netns" link set eth0 up
        ip link set "$port" master "$bridge" up
        cd /sys/class/net/"$bridge"
        for _ in {1..500}; do
            [ "$(cat brif/"$port"/state operstate | paste -sd ' ')" != "3 up" ] || exit 0
            sleep 0.01
        done
        echo "$bridge did not begin to forward for its new port within 5 s." >&2
        exit 1
        """;

    // The device first: that of a deleted namespace goes away only some time later.
    private const string DetachScript = """
        [ ! -e /sys/class/net/"$2" ] || ip link delete "$2"
        [ ! -e /run/netns/"$1" ] || ip netns delete "$1"
        """;

    private static int _count;

    private readonly Lab _lab;

    private StandIn(Lab lab, int number)
    {
        _lab = lab;
        Port = $"standin{number}";
        NetworkNamespace = $"stand-in-{number}";
    }

    /// <summary>Its port: the device of the host that is a member of the bridge.</summary>
    public string Port { get; }

    /// <summary>Its network namespace, as <c>ip netns</c> calls it in the lab.</summary>
    public string NetworkNamespace { get; }

    /// <summary>Puts one into a bridge; on return the bridge forwards for it.</summary>
    public static StandIn Attach(Lab lab, string bridge)
    {
        var standIn = new StandIn(lab, Interlocked.Increment(ref _count));
        try
        {
            lab.Shell(AttachScript, standIn.NetworkNamespace, standIn.Port, bridge);
            return standIn;
        }
        catch
        {
            standIn.Dispose();
            throw;
        }
    }

    /// <summary>Takes it away; on return its port is gone.</summary>
    public void Dispose() => _lab.Shell(DetachScript, NetworkNamespace, Port);
}
