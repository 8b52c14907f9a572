using VirtAgent.Core.Packets;
using VirtAgent.Core.Readers.Iproute;
using VirtAgent.Core.Readers.Records;
using VirtAgent.Core.Routing;
using VirtAgent.Core.Text;

namespace VirtAgent.Tests.Core.Readers.Iproute;

/// <summary>
/// Over what iproute2 6.1 printed in a namespace, shortened to the members that differ; XDP, vlan, bond, sit, encap and dead
/// next hops after its source, because the kernel at hand lacked them.
/// </summary>
public class IpReaderTests
{
    private const string Links = """
        [{"ifindex":1,"ifname":"lo","flags":["LOOPBACK","UP"],"link_type":"loopback","address":"00:00:00:00:00:00"},
         {"ifindex":2,"ifname":"br0","flags":["NO-CARRIER","BROADCAST","UP"],"address":"d6:df:78:bd:9e:14",
           "linkinfo":{"info_kind":"bridge","info_data":{"root_id":"8000.d6:df:78:bd:9e:14"}}},
         {"ifindex":4,"link":"v1","ifname":"v0","flags":["BROADCAST","UP","M-DOWN"],"master":"br0",
           "address":"ee:ed:da:e2:a0:32","linkinfo":{"info_kind":"veth","info_slave_kind":"bridge",
           "info_slave_data":{"state":"disabled"}}},
         {"ifindex":3,"link":"v0","ifname":"v1","flags":["BROADCAST"],"linkinfo":{"info_kind":"veth"}},
         {"ifindex":9,"link_index":3,"ifname":"w0","flags":["UP"],"master":"br0","link_netnsid":0,
           "linkinfo":{"info_kind":"veth","info_slave_kind":"bridge"}},
         {"ifindex":10,"link":"if8","ifname":"w1","flags":["UP"],"linkinfo":{"info_kind":"veth"}},
         {"ifindex":6,"ifname":"tap0","flags":["BROADCAST"],"master":"br0","address":"e2:60:b5:25:98:a2",
           "linkinfo":{"info_kind":"tun","info_data":{"type":"tap","pi":false,"persist":true}}},
         {"ifindex":7,"ifname":"tun0","flags":["POINTOPOINT","NOARP"],"link_type":"none","linkinfo":{"info_kind":"tun",
           "info_data":{"type":"tun"}}},
         {"ifindex":5,"ifname":"vx0","flags":["BROADCAST"],"linkinfo":{"info_kind":"vxlan","info_data":{"id":42,
           "link":"v0","port":4789}}},
         {"ifindex":16,"ifname":"vx1","flags":["BROADCAST"],"linkinfo":{"info_kind":"vxlan","info_data":{"id":43}}},
         {"ifindex":17,"link":"v0","ifname":"mvt0","flags":["BROADCAST"],"linkinfo":{"info_kind":"macvtap",
           "info_data":{"mode":"private"}}},
         {"ifindex":18,"link":"v0","ifname":"v0.5","flags":["BROADCAST"],"linkinfo":{"info_kind":"vlan",
           "info_data":{"protocol":"802.1Q","id":5,"flags":["REORDER_HDR"]}}},
         {"ifindex":19,"ifname":"bond0","flags":["MASTER"],"linkinfo":{"info_kind":"bond","info_data":{"mode":"balance-rr"}}},
         {"ifindex":20,"link":null,"ifname":"sit0","flags":["NOARP"],"link_type":"sit","address":"0.0.0.0",
           "linkinfo":{"info_kind":"sit"}},
         {"ifindex":21,"ifname":"eth0","flags":["UP"],"address":"52:54:00:00:00:01","altnames":["enp1s0"],
           "xdp":{"mode":1,"prog":{"id":7,"jited":1}}},
         {"ifindex":22,"ifname":"we\"\\ird","flags":["BROADCAST"],"linkinfo":{"info_kind":"bridge"}}]
        """;

    [Theory]
    [InlineData("lo", "- - - - up loopback")]
    [InlineData("br0", "bridge - - - up")]
    [InlineData("v0", "veth - br0 v1 up")]
    [InlineData("v1", "veth - - v0 down")]
    [InlineData("w0", "veth - br0 - up")]
    [InlineData("w1", "veth - - - up")]
    [InlineData("tap0", "tun tap br0 - down")]
    [InlineData("tun0", "tun tun - - down")]
    [InlineData("vx0", "vxlan - - v0 down")]
    [InlineData("vx1", "vxlan - - - down")]
    [InlineData("mvt0", "macvtap - - v0 down")]
    [InlineData("v0.5", "vlan - - v0 down")]
    [InlineData("bond0", "bond - - - down")]
    [InlineData("sit0", "sit - - - down")]
    [InlineData("eth0", "- - - - up xdp")]
    [InlineData("we\"\\ird", "bridge - - - down")]
    public void A_device_has_its_kind_master_peer_and_state(string name, string expected)
    {
        var link = Assert.Single(IpLinkReader.Read(Links), link => link.Name == name);
        var text = $"{link.Kind ?? "-"} {link.TunMode ?? "-"} {link.Master ?? "-"} {link.Peer ?? "-"} {(link.Up ? "up" : "down")}"
            + (link.Loopback ? " loopback" : "") + (link.HasProgram ? " xdp" : "");
        Assert.Equal(expected, text);
    }

    [Fact]
    public void A_hardware_address_is_read_where_it_is_one()
    {
        var links = IpLinkReader.Read(Links);
        Assert.Equal("d6:df:78:bd:9e:14", links.Single(link => link.Name == "br0").Mac.ToString());
        Assert.Null(links.Single(link => link.Name == "sit0").Mac);
        Assert.Null(links.Single(link => link.Name == "tun0").Mac);
    }

    [Fact]
    public void Addresses_of_both_families_have_the_range_the_kernel_routes()
    {
        const string Json = """
            [{"ifname":"lo","addr_info":[]},
             {"ifname":"br0","addr_info":[{"family":"inet","local":"10.0.0.1","prefixlen":24,"scope":"global",
               "noprefixroute":true,"label":"br0"},
               {"family":"inet6","local":"fe80::1f:98ff:fe0f:eab6","prefixlen":64,"scope":"link","tentative":true}]},
             {"ifname":"e0","addr_info":[{"family":"inet","local":"10.9.0.1","address":"10.9.1.2","prefixlen":30,
               "scope":"global"}]}]
            """;
        Assert.Equal(
            ["br0 10.0.0.1 10.0.0.0/24 True", "br0 fe80::1f:98ff:fe0f:eab6 fe80::/64 False", "e0 10.9.0.1 10.9.1.0/30 False"],
            IpAddressReader.Read(Json).Select(on => $"{on.Device} {on.Local} {on.Prefix} {on.NoPrefixRoute}"));
    }

    [Theory]
    [InlineData("""[{"ifname":"a"}]""")]
    [InlineData("""[{"ifname":"a","addr_info":[{"family":"inet","prefixlen":24}]}]""")]
    [InlineData("""[{"ifname":"a","addr_info":[{"family":"inet","local":"10.0.0.1"}]}]""")]
    [InlineData("""[{"ifname":"a","addr_info":[{"family":"inet","local":"10.0.0.1","prefixlen":33}]}]""")]
    [InlineData("""[{"ifname":"a","addr_info":[{"family":"inet","local":"10","prefixlen":8}]}]""")]
    public void An_address_that_is_none_is_refused(string json) => Assert.Throws<ReadException>(() => IpAddressReader.Read(json));

    [Theory]
    [InlineData("""{"dst":"default","gateway":"10.0.0.9","dev":"br0","flags":[]}""", "Unicast 0.0.0.0/0 main [br0] 0")]
    [InlineData(
        """{"dst":"10.0.0.0/24","dev":"br0","protocol":"kernel","scope":"link","prefsrc":"10.0.0.1","""
            + """ "flags":["linkdown"]}""", "Unicast 10.0.0.0/24 main [br0] 0")]
    [InlineData(
        """{"dst":"0.0.0.0/1","dev":"e0","table":"1234567","scope":"link","metric":4294967295,"flags":[]}""",
        "Unicast 0.0.0.0/1 1234567 [e0] 4294967295")]
    [InlineData("""{"dst":"10.1.2.3","dev":"e0","table":99,"flags":[]}""", "Unicast 10.1.2.3/32 99 [e0] 0")]
    [InlineData("""{"type":"blackhole","dst":"default","metric":500,"flags":[]}""", "Blackhole 0.0.0.0/0 main [] 500")]
    [InlineData("""{"type":"unreachable","dst":"10.6.0.0/16","flags":[]}""", "Unreachable 10.6.0.0/16 main [] 0")]
    [InlineData("""{"type":"prohibit","dst":"10.7.0.0/16","table":"99","flags":[]}""", "Prohibit 10.7.0.0/16 99 [] 0")]
    [InlineData("""{"type":"throw","dst":"10.8.0.0/16","table":"99","flags":[]}""", "Throw 10.8.0.0/16 99 [] 0")]
    [InlineData(
        """{"type":"local","dst":"10.0.0.1","dev":"br0","table":"local","flags":[]}""",
        "Local 10.0.0.1/32 local [br0] 0")]
    [InlineData(
        """{"type":"broadcast","dst":"10.0.0.255","dev":"br0","table":"local","flags":[]}""",
        "Broadcast 10.0.0.255/32 local [br0] 0")]
    [InlineData(
        """{"dst":"10.5.0.0/16","flags":[],"nexthops":[{"gateway":"10.0.0.2","dev":"br0","weight":2,"""
            + """ "flags":[]},{"dev":"e0","weight":1,"flags":["dead","linkdown"]}]}""",
        "Unicast 10.5.0.0/16 main [br0,e0] 0")]
    [InlineData(
        """{"dst":"10.5.0.0/16","flags":[],"nexthops":[{"dev":"e1","flags":["dead"]},{"dev":"e0","flags":["dead","""
            + """ "linkdown"]}]}""", "Unicast 10.5.0.0/16 main [e1,e0] 0 dead")]
    [InlineData("""{"dst":"10.5.0.0/16","dev":"e0","flags":["dead","linkdown"]}""", "Unicast 10.5.0.0/16 main [e0] 0 dead")]
    [InlineData(
        """{"dst":"10.20.0.0/16","via":{"family":"inet6","host":"fd00::2"},"dev":"e0","flags":["linkdown"]}""",
        "Unicast 10.20.0.0/16 main [e0] 0")]
    [InlineData(
        """{"dst":"10.31.0.0/16","nhid":9,"gateway":"10.0.0.2","dev":"br0","flags":[]}""",
        "Unicast 10.31.0.0/16 main [br0] 0")]
    [InlineData("""{"dst":"10.31.0.0/16","nhid":9,"flags":[]}""", "Unknown 10.31.0.0/16 main [] 0")]
    [InlineData(
        """{"dst":"10.41.0.0/16","tos":"0x10","dev":"e0","scope":"link","flags":[]}""",
        "Unknown 10.41.0.0/16 main [e0] 0")]
    [InlineData(
        """{"dst":"10.42.0.0/16","encap":"mpls","dev":"e0","flags":[]}""",
        "Unknown 10.42.0.0/16 main [e0] 0")]
    [InlineData("""{"type":"nat","dst":"10.3.0.0/24","flags":[]}""", "Unknown 10.3.0.0/24 main [] 0")]
    public void A_route_of_ipv4_has_its_type_range_table_devices_and_metric(string json, string expected) =>
        Assert.Equal(expected, Shown(Assert.Single(IpRouteReader.Read($"[{json}]", Family.IPv4))));

    [Theory]
    [InlineData(
        """{"dst":"default","gateway":"fd00::2","dev":"e0","metric":1024,"flags":["linkdown"],"pref":"medium"}""",
        "Unicast ::/0 main [e0] 1024")]
    [InlineData(
        """{"type":"blackhole","dst":"default","dev":"lo","table":"7","metric":1024,"flags":[],"pref":"medium"}""",
        "Blackhole ::/0 7 [] 1024")]
    [InlineData(
        """{"dst":"fd02::/32","from":"fd00:5::/32","dev":"br0","metric":1024,"flags":[],"pref":"medium"}""",
        "Unicast fd02::/32 main [br0] 1024 from fd00:5::/32")]
    [InlineData(
        """{"dst":"fd03::/32","metric":1024,"flags":[],"nexthops":[{"gateway":"fd00::2","dev":"e0","weight":1,"""
            + """ "flags":[]},{"gateway":"fd00::3","dev":"e1","weight":1,"flags":[]}]}""",
        "Unicast fd03::/32 main [e0,e1] 1024")]
    [InlineData(
        """{"type":"multicast","dst":"ff00::/8","dev":"e0","table":"local","metric":256,"flags":[]}""",
        "Multicast ff00::/8 local [e0] 256")]
    [InlineData(
        """{"type":"anycast","dst":"fd66::1","dev":"e0","table":"local","metric":1024,"flags":[]}""",
        "Anycast fd66::1/128 local [e0] 1024")]
    public void A_route_of_ipv6_also_has_its_source(string json, string expected) =>
        Assert.Equal(expected, Shown(Assert.Single(IpRouteReader.Read($"[{json}]", Family.IPv6))));

    [Theory]
    [InlineData("""[{"dev":"e0"}]""", Family.IPv4)]
    [InlineData("""[{"dst":"fd00::/8","dev":"e0"}]""", Family.IPv4)]
    [InlineData("""[{"dst":"10.0.0.0/8","dev":"e0"}]""", Family.IPv6)]
    [InlineData("""[{"dst":"10.0.0.0/8","dev":7}]""", Family.IPv4)]
    [InlineData("""[{"dst":"10.0.0.0/8","nexthops":[7]}]""", Family.IPv4)]
    public void A_route_that_is_none_is_refused(string json, Family family) =>
        Assert.Throws<ReadException>(() => IpRouteReader.Read(json, family));

    [Fact]
    public void An_empty_table_is_empty_however_it_is_printed()
    {
        Assert.Empty(IpRouteReader.Read("[]", Family.IPv6));
        Assert.Empty(IpRouteReader.Read("", Family.IPv6));
        Assert.Empty(IpRouteReader.Read("[ ]\n", Family.IPv6));
    }

    [Theory]
    [InlineData("""{"priority":0,"src":"all","table":"local"}""", "0: from 0.0.0.0/0 to 0.0.0.0/0 table local")]
    [InlineData(
        """{"priority":5,"src":"all","fwmark":"0x1","fwmask":"0xff","table":"100"}""",
        "5: from 0.0.0.0/0 to 0.0.0.0/0 mark 1/ff table 100")]
    [InlineData(
        """{"priority":5,"src":"all","fwmark":"0x5","table":"101"}""",
        "5: from 0.0.0.0/0 to 0.0.0.0/0 mark 5/ffffffff table 101")]
    [InlineData(
        """{"priority":5,"src":"all","fwmark":5,"table":101}""",
        "5: from 0.0.0.0/0 to 0.0.0.0/0 mark 5/ffffffff table 101")]
    [InlineData(
        """{"priority":32763,"not":null,"src":"10.1.0.0","srclen":16,"table":"7"}""",
        "32763: not from 10.1.0.0/16 to 0.0.0.0/0 table 7")]
    [InlineData(
        """{"priority":5,"src":"10.1.0.9","dst":"10.2.2.2","table":"10"}""",
        "5: from 10.1.0.9/32 to 10.2.2.2/32 table 10")]
    [InlineData(
        """{"priority":5,"src":"0","srclen":8,"dst":"10.0.0.0","dstlen":8,"table":"5"}""",
        "5: from 0.0.0.0/8 to 10.0.0.0/8 table 5")]
    [InlineData(
        """{"priority":5,"src":"all","iif":"br0","table":"8","protocol":"33"}""",
        "5: from 0.0.0.0/0 to 0.0.0.0/0 iif br0 table 8")]
    [InlineData(
        """{"priority":5,"src":"all","iif":"gone0","iif_detached":null,"table":"9"}""",
        "5: from 0.0.0.0/0 to 0.0.0.0/0 iif gone0 table 9")]
    [InlineData("""{"priority":5,"src":"all","oif":"br0","table":"8"}""", "5: from 0.0.0.0/0 to 0.0.0.0/0 table 8 + oif br0")]
    [InlineData("""{"priority":5,"src":"all","ipproto":"tcp","sport_start":1,"sport_end":7,"dport":80,"table":"10"}""",
        "5: from 0.0.0.0/0 to 0.0.0.0/0 table 10 + ipproto tcp + sport_start 1 + sport_end 7 + dport 80")]
    [InlineData(
        """{"priority":5,"src":"all","uid_start":3,"uid_end":4,"table":"10"}""",
        "5: from 0.0.0.0/0 to 0.0.0.0/0 table 10 + uid_start 3 + uid_end 4")]
    [InlineData(
        """{"priority":12,"src":"all","goto":32700,"unresolved":null}""",
        "12: from 0.0.0.0/0 to 0.0.0.0/0 table - + goto 32700 + unresolved")]
    [InlineData(
        """{"priority":5,"src":"all","table":"main","suppress_prefixlen":0}""",
        "5: from 0.0.0.0/0 to 0.0.0.0/0 table main + suppress_prefixlen 0")]
    [InlineData("""{"priority":1000,"src":"all","l3mdev":null}""", "1000: from 0.0.0.0/0 to 0.0.0.0/0 table - + l3mdev")]
    [InlineData(
        """{"priority":8,"src":"10.3.3.5","action":"prohibit"}""",
        "8: from 10.3.3.5/32 to 0.0.0.0/0 table - + action prohibit")]
    [InlineData("""{"priority":7,"src":"all","tos":"0x10","table":"10"}""", "7: from 0.0.0.0/0 to 0.0.0.0/0 table 10 + tos 0x10")]
    [InlineData("""{"priority":4294967295,"src":"all","table":"10"}""", "2147483647: from 0.0.0.0/0 to 0.0.0.0/0 table 10")]
    public void A_rule_has_what_it_asks_for_and_keeps_what_is_not_modelled(string json, string expected) =>
        Assert.Equal(expected, Shown(Assert.Single(IpRuleReader.Read($"[{json}]", Family.IPv4))));

    [Fact]
    public void A_rule_of_ipv6_has_ranges_of_ipv6()
    {
        const string Json = """[{"priority":32765,"src":"fd00::","srclen":64,"table":"33"}]""";
        Assert.Equal("32765: from fd00::/64 to ::/0 table 33", Shown(Assert.Single(IpRuleReader.Read(Json, Family.IPv6))));
    }

    [Theory]
    [InlineData("""[{"src":"all","table":"10"}]""")]
    [InlineData("""[{"priority":5,"src":"fd00::","srclen":64,"table":"10"}]""")]
    [InlineData("""[{"priority":5,"src":"10.0.0.0","srclen":64,"table":"10"}]""")]
    [InlineData("""[{"priority":5,"src":"all","fwmark":"0xzz","table":"10"}]""")]
    public void A_rule_that_is_none_is_refused(string json) =>
        Assert.Throws<ReadException>(() => IpRuleReader.Read(json, Family.IPv4));

    [Fact]
    public void Kernel_parameters_are_read_by_name()
    {
        var sysctls = SysctlReader.Read(
            "net.ipv4.ip_forward = 1\r\n\nnet.ipv6.conf.e0/5.disable_ipv6=0\nnet.ipv4.tcp_rmem = 4096\t131072\n");
        Assert.Equal(1, sysctls.Number("net.ipv4.ip_forward"));
        Assert.Equal(0, sysctls.Device(Family.IPv6, "e0.5", "disable_ipv6"));
        Assert.Null(sysctls.Number("net.ipv4.tcp_rmem"));
    }

    [Theory]
    [InlineData("a = 1\nnet.ipv4.ip_forw", "The kernel parameters have no 'key = value' in line 2.")]
    [InlineData("= 1", "The kernel parameters have no 'key = value' in line 1.")]
    [InlineData("a = 1\na = 0", "The kernel parameters give a second value for 'a' in line 2.")]
    public void Kernel_parameters_that_are_cut_or_contradict_are_refused(string text, string message) =>
        Assert.Equal(message, Assert.Throws<ReadException>(() => SysctlReader.Read(text)).Message);

    private static string Shown(Route route) =>
        $"{route.Type} {route.Destination} {route.Table} [{string.Join(',', route.Devices)}] {route.Metric}"
        + (route.Source is { } source ? $" from {source}" : "") + (route.Dead ? " dead" : "");

    private static string Shown(PolicyRule rule) =>
        $"{rule.Priority}: {(rule.Negated ? "not " : "")}from {rule.Source} to {rule.Destination}"
        + (rule.InDevice is { } device ? $" iif {device}" : "")
        + (rule.Mark is { } mark ? $" mark {mark:x}/{rule.MarkMask:x}" : "")
        + $" table {rule.Table ?? "-"}" + string.Concat(rule.Unmodelled.Select(text => $" + {text}"));
}
