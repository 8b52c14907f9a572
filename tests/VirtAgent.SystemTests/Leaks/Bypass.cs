using VirtAgent.Core.Findings;
using VirtAgent.Core.Packets;
using VirtAgent.SystemTests.Kernel;
using VirtAgent.SystemTests.Support;

namespace VirtAgent.SystemTests.Leaks;

/// <summary>A way past the rules of <see cref="LeakHost"/> that no rule shows, and what <c>check</c> has to say of it.</summary>
/// <param name="Assumption">The assumption that does not hold; the finding's subject begins with it.</param>
/// <param name="Networks">The networks that are undecided by it.</param>
/// <param name="Open">Bash script that opens it, inside the lab.</param>
/// <param name="Close">Bash script that closes it again.</param>
/// <param name="Crosses">A packet that crosses by it.</param>
internal sealed record Bypass(string Assumption, string[] Networks, string Open, string Close, Witness Crosses)
{
    /// <summary>A BPF program that redirects while it is open, or null.</summary>
    public Redirection? Program { get; init; }

    /// <summary>The device of the outside that the packet is sent on; null where a guest or the world sends it.</summary>
    public string? SentBy { get; init; }

    /// <summary>All of them that this kernel can be tried with, by name.</summary>
    public static readonly IReadOnlyDictionary<string, Bypass> All = new Dictionary<string, Bypass>
    {
        ["a tc filter on the bridge redirects to the uplink"] = Filter("virbr1", "mirred egress redirect dev up0", Out),
        ["a tc filter on the bridge copies to the uplink"] = Filter("virbr1", "mirred egress mirror dev up0", Out),
        ["a tc filter on the uplink redirects to a tap"] = Filter("up0", "mirred egress redirect dev vnet1", In),
        ["a tcx program on the bridge redirects to the uplink"] = new(
            "no-tcx-programs", ["network1"], "", "", Out)
        {
            Program = new Redirection("virbr1", BpfProgram.TcxIngress, "up0"),
        },
        ["an XDP program on the uplink redirects to the bridge"] = new(
            "no-xdp-programs", ["default", "isolated46", "network1"], "", "", In)
        {
            Program = new Redirection("up0", BpfProgram.Xdp, "virbr1"),
        },
        ["a macvlan of another network namespace stands on the bridge"] = new(
            "no-stacked-device", ["network1"],
            "ip link add link virbr1 name above0 type macvlan mode bridge && ip link set above0 netns outside "
                + "&& ip -n outside link set above0 up",
            "ip -n outside link delete above0", new Witness(Udp("vnet1", "203.0.113.9", "10.1.0.50"), "vnet1"))
        {
            SentBy = "above0",
        },
    };

    // A guest of the isolated network to the world, and the other way round.
    private static Witness Out => new(Udp("virbr1", "10.1.0.7", "203.0.113.9"), KvmHost.Uplink);
    private static Witness In => new(Udp(KvmHost.Uplink, "203.0.113.9", "10.1.0.50"), "vnet1");

    /// <summary>A datagram as it enters on a device.</summary>
    public static Packet Udp(string entered, string source, string destination) => new()
    {
        In = entered,
        Source = Address.Parse(source),
        Destination = Address.Parse(destination),
        Protocol = ProtocolNames.Udp,
        SourcePort = 40000,
        DestinationPort = 5000,
    };

    private static Bypass Filter(string device, string action, Witness crosses) => new(
        "no-tc-actions", ["network1"],
        $"tc qdisc add dev {device} clsact; tc filter add dev {device} ingress protocol all u32 match u32 0 0 action {action}",
        $"tc qdisc del dev {device} clsact", crosses);

    /// <summary>A BPF program that sends all that comes in on one device out on another.</summary>
    /// <param name="Device">The device it is attached to.</param>
    /// <param name="Hook">Where on it (<see cref="BpfProgram"/>).</param>
    /// <param name="Target">The device it sends to.</param>
    internal sealed record Redirection(string Device, int Hook, string Target);
}
