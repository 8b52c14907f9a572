using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Routing;
using VirtAgent.Core.Rulesets;

namespace VirtAgent.Tests.Support;

/// <summary>
/// A host put together in code, in the words of the tools that would print it. Forwarding is on until a test says otherwise.
/// </summary>
internal sealed class HostBuilder
{
    private readonly List<Link> _links = [];
    private readonly List<LinkAddress> _addresses = [];
    private readonly List<Route> _routes = [];
    private readonly List<PolicyRule> _policy = [];
    private readonly List<Gap> _gaps = [];
    private readonly List<(Family Family, Backend Backend, string Table, RuleChain Chain)> _chains = [];
    private readonly Dictionary<string, string> _sysctls = new()
    {
        ["net.ipv4.ip_forward"] = "1",
        ["net.ipv6.conf.all.forwarding"] = "1",
    };

    /// <summary>A NAT bridge virbr1 (10.9.0.0/24, fd09::/64) and an uplink eth0 with the default routes.</summary>
    public static HostBuilder WithGuestBridge() => new HostBuilder()
        .Device("lo", loopback: true).Device("virbr1").Device("eth0")
        .Address("lo", "127.0.0.1/8").Address("virbr1", "10.9.0.1/24").Address("eth0", "192.0.2.2/24")
        .Address("virbr1", "fd09::1/64").Address("eth0", "2001:db8::2/64")
        .Route("10.9.0.0/24", "virbr1").Route("192.0.2.0/24", "eth0").Route("0.0.0.0/0", "eth0")
        .Route("fd09::/64", "virbr1").Route("2001:db8::/64", "eth0").Route("::/0", "eth0");

    public HostBuilder Device(string name, bool up = true, bool loopback = false, string? master = null)
    {
        _links.Add(new Link(_links.Count + 1, name, null, null, master, null, up, loopback, null, false));
        return this;
    }

    public HostBuilder Address(string device, string address, bool noPrefixRoute = false)
    {
        var local = VirtAgent.Core.Packets.Address.Parse(address.Split('/')[0]);
        _addresses.Add(new LinkAddress(device, local, Mask(address), noPrefixRoute));
        return this;
    }

    public HostBuilder Route(string destination, params string[] devices) =>
        Route(RouteType.Unicast, destination, devices: devices);

    public HostBuilder Route(
        RouteType type, string destination, string table = "main", long metric = 0, string? from = null, bool dead = false,
        params string[] devices)
    {
        var source = from is null ? (AddressMask?)null : Mask(from);
        _routes.Add(new Route(type, Mask(destination), table, devices, metric, source, dead, $"{type} {destination}"));
        return this;
    }

    public HostBuilder WithoutRoutes()
    {
        _routes.Clear();
        return this;
    }

    /// <summary>Adds a policy rule; the family is that of <paramref name="from"/>.</summary>
    public HostBuilder Policy(
        int priority, string? table, string from = "0.0.0.0/0", string to = "0.0.0.0/0", string? iif = null, uint? mark = null,
        uint mask = uint.MaxValue, bool not = false, params string[] unmodelled)
    {
        var source = Mask(from);
        _policy.Add(new PolicyRule(source.Family, priority, not, source, Mask(to), iif, mark, mask, table, unmodelled));
        return this;
    }

    /// <summary>The three rules every IPv4 host starts with.</summary>
    public HostBuilder DefaultPolicy() => Policy(0, "local").Policy(32766, "main").Policy(32767, "default");

    public HostBuilder Sysctl(string key, int value)
    {
        _sysctls[key] = $"{value}";
        return this;
    }

    public HostBuilder NoSysctl(string key)
    {
        _sysctls.Remove(key);
        return this;
    }

    public HostBuilder Unread(string source)
    {
        _gaps.Add(new Gap(source, "not recorded"));
        return this;
    }

    /// <summary>A built-in IPv4 chain of iptables-nft, with a policy.</summary>
    public HostBuilder Chain(string table, string name, ChainPolicy policy, params RuleLine[] rules) =>
        Chain(Family.IPv4, Backend.Nft, table, name, policy, rules);

    /// <summary>A user chain of iptables-nft for IPv4.</summary>
    public HostBuilder Chain(string table, string name, params RuleLine[] rules) =>
        Chain(Family.IPv4, Backend.Nft, table, name, null, rules);

    public HostBuilder Chain(
        Family family, Backend backend, string table, string name, ChainPolicy? policy, params RuleLine[] lines)
    {
        var rules = lines.Select((line, index) => line.At(table, name, index + 1)).ToList();
        _chains.Add((family, backend, table, new RuleChain(name, policy, rules)));
        return this;
    }

    public Host Build() => new()
    {
        Header = new HostHeader("test", "2026-11-22T00:00:00Z", "test:///default", "9.0.0", "6.1", []),
        Links = _links,
        Addresses = _addresses,
        Routes = _routes,
        PolicyRules = _policy,
        Sysctls = new Sysctls(_sysctls),
        Gaps = _gaps,
        RuleSets =
        [
            .. _chains.GroupBy(chain => (chain.Family, chain.Backend)).Select(set => new RuleSet(
                set.Key.Family, set.Key.Backend,
                [
                    .. set.GroupBy(chain => chain.Table).Select(table => new RuleTable(
                        table.Key, table.ToDictionary(chain => chain.Chain.Name, chain => chain.Chain))),
                ])),
        ],
    };

    public static AddressMask Mask(string text) =>
        AddressMask.TryParse(text, out var mask) ? mask : throw new FormatException(text);
}
