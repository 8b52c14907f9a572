using VirtAgent.Core.Readers.Nftables;
using VirtAgent.Core.Readers.Records;
using VirtAgent.Core.Rulesets;
using VirtAgent.Tests.Support;

namespace VirtAgent.Tests.Core.Readers.Nftables;

/// <summary>What native rules beside the iptables tables are sorted into.</summary>
public class NftNativeTests
{
    private const string Forward = """{"type": "filter", "hook": "forward", "prio": 0, "policy": "accept"}""";

    [Theory]
    [InlineData("""{"mangle": {"key": {"meta": {"key": "mark"}}, "value": 5}}""", "meta mark set")]
    [InlineData("""{"mangle": {"key": {"ct": {"key": "mark"}}, "value": 5}}""", "ct mark set")]
    [InlineData("""{"mangle": {"key": {"payload": {"protocol": "ip", "field": "daddr"}}, "value": "1.2.3.4"}}""", "payload daddr set")]
    [InlineData("""{"dnat": {"addr": "1.2.3.4", "port": 80}}""", "dnat")]
    [InlineData("""{"redirect": {"port": 81}}""", "redirect")]
    [InlineData("""{"tproxy": {"port": 81}}""", "tproxy")]
    [InlineData("""{"dup": {"addr": "1.2.3.4"}}""", "dup")]
    [InlineData("""{"fwd": {"dev": "eth0"}}""", "fwd")]
    [InlineData("""{"queue": {"num": 3}}""", "queue")]
    [InlineData("""{"notrack": null}""", "notrack")]
    [InlineData("""{"flow": {"op": "add", "flowtable": "@ft"}}""", "flow add")]
    [InlineData("""{"synproxy": {"mss": 1460}}""", "synproxy")]
    [InlineData("""{"xt": {"type": "target", "name": "MARK"}}""", "xt target MARK")]
    [InlineData("""{"something new": null}""", "something new")]
    public void A_statement_that_could_open_a_way_is_a_rewrite(string statement, string what)
    {
        var native = Scan(Rule(statement));
        Assert.Equal(what, Assert.Single(native.Rewrites).What);
    }

    [Theory]
    [InlineData("""{"drop": null}""", "drop")]
    [InlineData("""{"reject": {"type": "icmpx", "expr": "port-unreachable"}}""", "reject")]
    [InlineData("""{"queue": {"num": 3}}""", "queue")]
    [InlineData("""{"vmap": {"key": {"meta": {"key": "iifname"}}, "data": {"set": [["a", {"accept": null}], ["b", {"drop": null}]]}}}""", "verdict map with drop")]
    [InlineData("""{"vmap": {"key": {"meta": {"key": "iifname"}}, "data": "@unlisted"}}""", "verdict map with drop")]
    public void A_statement_that_takes_packets_away_is_a_drop(string statement, string what) =>
        Assert.Equal(what, Assert.Single(Scan(Rule(statement)).Drops).What);

    [Theory]
    [InlineData("""{"match": {"op": "==", "left": {"meta": {"key": "iifname"}}, "right": "a"}}""")]
    [InlineData("""{"counter": {"packets": 0, "bytes": 0}}""")]
    [InlineData("""{"log": {"prefix": "x"}}""")]
    [InlineData("""{"accept": null}""")]
    [InlineData("""{"masquerade": null}""")]
    [InlineData("""{"snat": {"addr": "1.2.3.4"}}""")]
    [InlineData("""{"limit": {"rate": 3, "burst": 5, "per": "second"}}""")]
    [InlineData("""{"mangle": {"key": {"meta": {"key": "nftrace"}}, "value": 1}}""")]
    [InlineData("""{"mangle": {"key": {"tcp option": {"name": "maxseg", "field": "size"}}, "value": {"rt": {"key": "mtu"}}}}""")]
    [InlineData("""{"xt": {"type": "match", "name": "physdev"}}""")]
    [InlineData("""{"vmap": {"key": {"meta": {"key": "iifname"}}, "data": {"set": [["a", {"accept": null}]]}}}""")]
    public void Other_statements_do_nothing_to_a_verdict(string statement)
    {
        var native = Scan(Rule(statement));
        Assert.Empty(native.Rewrites);
        Assert.Empty(native.Drops);
    }

    [Fact]
    public void Chains_are_followed_through_jumps_and_verdict_maps()
    {
        var native = Scan(
            Rule("""{"vmap": {"key": {"payload": {"protocol": "ip", "field": "daddr"}}, "data": "@m"}}"""),
            Chain("a", ""), Chain("b", ""), Chain("unreached", ""),
            """{"map": {"family": "inet", "table": "t", "name": "m", "map": "verdict", "elem": [["1.2.3.4", {"jump": {"target": "a"}}]]}}""",
            Rule("""{"goto": {"target": "b"}}""", "a"),
            Rule("""{"notrack": null}""", "b"),
            Rule("""{"dup": {"addr": "1.2.3.4"}}""", "unreached"));
        Assert.Equal(("b", "notrack"), (native.Rewrites.Single().Chain, native.Rewrites.Single().What));
    }

    [Theory]
    [InlineData("inet", "forward", true)]
    [InlineData("bridge", "prerouting", true)]
    [InlineData("netdev", "ingress", true)]
    [InlineData("netdev", "egress", true)]
    [InlineData("ip", "postrouting", true)]
    [InlineData("inet", "input", false)]
    [InlineData("inet", "output", false)]
    [InlineData("arp", "forward", false)]
    public void Only_hooks_on_a_forwarded_packet_s_way_count(string family, string hook, bool counts)
    {
        var native = ScanIn(family, $$$"""{"type": "filter", "hook": "{{{hook}}}", "prio": 0, "policy": "drop"}""", "[]");
        Assert.Equal(counts ? ["policy drop"] : [], native.Drops.Select(drop => drop.What));
    }

    [Theory]
    [InlineData("bridge", "input", """{"mangle": {"key": {"meta": {"key": "mark"}}, "value": 7}}""", "meta mark set")]
    [InlineData("inet", "input", """{"dup": {"addr": "198.51.100.2"}}""", "dup")]
    [InlineData("ip", "output", """{"dup": {"addr": "198.51.100.2"}}""", "dup")]
    [InlineData("inet", "input", """{"mangle": {"key": {"meta": {"key": "mark"}}, "value": 7}}""", null)]
    [InlineData("inet", "forward", """{"ct helper": "irc-standard"}""", "ct helper")]
    public void What_a_bridge_marks_before_routing_and_what_the_hosts_own_hooks_copy_counts(
        string family, string hook, string statement, string? what)
    {
        var native = ScanIn(
            family, $$$"""{"type": "filter", "hook": "{{{hook}}}", "prio": 0, "policy": "accept"}""", "[]", Rule(statement));
        Assert.Equal(what is null ? [] : [what], native.Rewrites.Select(rule => rule.What));
    }

    [Fact]
    public void A_dormant_table_does_nothing() =>
        Assert.Empty(ScanIn("inet", Forward.Replace("accept", "drop", StringComparison.Ordinal), "\"dormant\"").Drops);

    [Theory]
    [InlineData("""{"match": {"op": "in", "left": {"ct": {"key": "state"}}, "right": "new"}}""", true)]
    [InlineData("""{"xt": {"type": "match", "name": "conntrack"}}""", true)]
    [InlineData("""{"xt": {"type": "target", "name": "MASQUERADE"}}""", true)]
    [InlineData("""{"masquerade": null}""", true)]
    [InlineData("""{"ct count": {"val": 3}}""", true)]
    [InlineData("""{"accept": null}""", false)]
    public void Connection_tracking_is_switched_on_by_what_asks_for_it(string statement, bool uses) =>
        Assert.Equal(uses, Scan(Rule(statement)).UsesConntrack);

    [Fact]
    public void A_nat_chain_alone_does_not_switch_it_on() => Assert.False(
        ScanIn("ip", """{"type": "nat", "hook": "postrouting", "prio": 100, "policy": "accept"}""", "[]").UsesConntrack);

    [Theory]
    [InlineData("libvirt-12.8.0-nftables", true)]
    [InlineData("libvirt-12.8.0-iptables", false)]
    public void The_tables_of_libvirt_s_own_backend_are_seen(string host, bool holds)
    {
        var native = FirewallReader.Read(RecordedHosts.Read(host)).Native;
        Assert.Equal(holds, native.LibvirtTables);
        Assert.Equal(holds, native.Drops.Any(drop => drop.Table == "libvirt_network"));
        Assert.Empty(native.Rewrites);
        // What iptables wrote speaks for itself of connection tracking.
        Assert.Equal(holds, native.UsesConntrack);
    }

    private static string Rule(string statement, string chain = "c") =>
        $$$"""{"rule": {"family": "inet", "table": "t", "chain": "{{{chain}}}", "handle": 4, "expr": [{{{statement}}}]}}""";

    private static string Chain(string name, string hook) =>
        $$$"""{"chain": {"family": "inet", "table": "t", "name": "{{{name}}}", "handle": 1{{{hook}}}}}""";

    private static NativeFirewall Scan(params string[] objects) => ScanIn("inet", Forward, "[]", objects);

    private static NativeFirewall ScanIn(string family, string hook, string flags, params string[] objects)
    {
        string[] all =
        [
            """{"metainfo": {}}""",
            $$$"""{"table": {"family": "inet", "name": "t", "handle": 1, "flags": {{{flags}}}}}""",
            Chain("c", ", " + hook.Trim('{', '}')),
            .. objects.OrderBy(item => item.StartsWith("{\"rule", StringComparison.Ordinal)),
        ];
        var objectsOfFamily = string.Join(", ", all).Replace("\"inet\"", $"\"{family}\"", StringComparison.Ordinal);
        return NativeScan.Scan(NftRulesetReader.Read($$$"""{"nftables": [{{{objectsOfFamily}}}]}"""), []);
    }
}
