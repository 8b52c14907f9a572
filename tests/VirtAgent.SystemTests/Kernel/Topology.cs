using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Routing;

namespace VirtAgent.SystemTests.Kernel;

/// <summary>
/// The little world of a judge's namespace: three bridges of a KVM host (as TUN devices, so that packets need no neighbour)
/// and the way out, with routes of every kind.
/// </summary>
internal static class Topology
{
    /// <summary>A policy rule sends packets with this mark bit to table 100.</summary>
    public const uint RoutedMark = 0x10;

    /// <summary>virbr1 and virbr10 share a prefix, which is what wildcards are tried on.</summary>
    public static readonly IReadOnlyList<string> Devices = ["virbr0", "virbr1", "virbr10", "ext0"];

    private static readonly (string Device, string Local)[] Locals =
    [
        ("virbr0", "10.0.0.1/24"), ("virbr1", "10.0.1.1/24"), ("virbr10", "10.0.10.1/24"), ("ext0", "198.51.100.1/24"),
        ("virbr0", "fd00::1/64"), ("virbr1", "fd00:0:0:1::1/64"), ("virbr10", "fd00:0:0:10::1/64"), ("ext0", "2001:db8::1/64"),
    ];

    private const string Routes4 = """
        route add default dev ext0
        route add 172.16.0.0/12 dev virbr10
        route add 10.0.10.128/25 dev virbr1
        route add 192.0.2.0/24 dev virbr0 metric 100
        route add 192.0.2.0/24 dev virbr1 metric 50
        route add blackhole 10.9.0.0/16
        route add unreachable 10.8.0.0/16
        route add prohibit 10.7.0.0/16
        route add throw 10.6.0.0/16

        """;

    private const string Routes6 = """
        route add default dev ext0
        route add 2001:db8:64::/48 dev virbr10
        route add fd00:0:0:10:8000::/65 dev virbr1
        route add 2001:db8:2::/48 dev virbr0 metric 100
        route add 2001:db8:2::/48 dev virbr1 metric 50
        route add blackhole fd00:9::/32
        route add unreachable fd00:8::/32
        route add prohibit fd00:7::/32
        route add throw fd00:6::/32

        """;

    private const string PolicyRouting = """
        rule add pref 100 fwmark 0x10/0x10 lookup 100
        route add default dev virbr10 table 100

        """;

    /// <summary>Gives the devices of <paramref name="judge"/> their addresses and routes.</summary>
    public static void SetUp(KernelJudge judge, bool policyRouting)
    {
        var addresses = string.Concat(Locals.Select(local => $"address add {local.Local} dev {local.Device}\n"));
        var policy = policyRouting ? PolicyRouting : "";
        judge.Run(addresses, "ip", "-batch", "-");
        judge.Run(Routes4 + policy + (policyRouting ? "route add throw 10.0.0.0/16 table 100\n" : ""), "ip", "-4", "-batch", "-");
        judge.Run(Routes6 + policy + (policyRouting ? "route add throw fd00::/48 table 100\n" : ""), "ip", "-6", "-batch", "-");
    }

    /// <summary>The host of the model: devices and addresses as set up here, routes and sysctls as the kernel says.</summary>
    public static Host Observe(KernelJudge judge, bool policyRouting) => new()
    {
        Header = new HostHeader("judge", "", "", "", "", []),
        Links = [new Link(1, "lo", null, null, null, null, true, true, null, false), .. Devices.Select(Tun)],
        Addresses = [.. Locals.Select(Local), Local(("lo", "127.0.0.1/8")), Local(("lo", "::1/128"))],
        Routes = [.. RoutesOf(judge, Family.IPv4), .. RoutesOf(judge, Family.IPv6)],
        PolicyRules = [.. PolicyOf(Family.IPv4, policyRouting), .. PolicyOf(Family.IPv6, policyRouting)],
        Sysctls = SysctlsOf(judge),
    };

    private static Link Tun(string name, int index) => new(index + 2, name, "tun", "tun", null, null, true, false, null, false);

    private static LinkAddress Local((string Device, string Local) local)
    {
        Assert.True(AddressMask.TryParse(local.Local, out var prefix));
        return new LinkAddress(local.Device, Address.Parse(local.Local[..local.Local.IndexOf('/')]), prefix, false);
    }

    private static IEnumerable<Route> RoutesOf(KernelJudge judge, Family family) =>
        judge.Run("", "ip", family == Family.IPv4 ? "-4" : "-6", "route", "show", "table", "all")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => RouteOf(line, family));

    private static Route RouteOf(string line, Family family)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var typed = Enum.TryParse<RouteType>(words[0], ignoreCase: true, out var type) && char.IsLetter(words[0][0]);
        if (!typed) type = RouteType.Unicast;
        var range = words[typed ? 1 : 0];
        var destination = AddressMask.Any(family);
        Assert.True(range == "default" || AddressMask.TryParse(range, out destination), line);
        var rejects = type is RouteType.Blackhole or RouteType.Unreachable or RouteType.Prohibit or RouteType.Throw;
        var (table, metric) = (After("table") ?? "main", long.Parse(After("metric") ?? "0"));
        return new Route(type, destination, table, rejects ? [] : [After("dev")!], metric, null, false, line);

        string? After(string word) => Array.IndexOf(words, word) is var at and >= 0 ? words[at + 1] : null;
    }

    private static IEnumerable<PolicyRule> PolicyOf(Family family, bool policyRouting)
    {
        yield return Rule(0, null, "local");
        if (policyRouting) yield return Rule(100, RoutedMark, "100");
        yield return Rule(32766, null, "main");
        if (family == Family.IPv4) yield return Rule(32767, null, "default");

        PolicyRule Rule(int priority, uint? mark, string table)
        {
            var any = AddressMask.Any(family);
            return new PolicyRule(family, priority, false, any, any, null, mark, mark ?? uint.MaxValue, table, []);
        }
    }

    private static Sysctls SysctlsOf(KernelJudge judge) => new(
        judge.Run("", "grep", "-r", "--include=*forward*", "--include=*_filter", "--include=disable_ipv6",
                "--include=accept_local", ".",
                "/proc/sys/net/ipv4/ip_forward", "/proc/sys/net/ipv4/conf", "/proc/sys/net/ipv6/conf")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line["/proc/sys/".Length..].Split(':', 2))
            .ToDictionary(pair => pair[0].Replace('/', '.'), pair => pair[1]));
}
