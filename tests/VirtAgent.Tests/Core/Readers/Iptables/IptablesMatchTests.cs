using VirtAgent.Core.Packets;
using VirtAgent.Core.Readers.Iptables;
using VirtAgent.Core.Routing;
using VirtAgent.Core.Rulesets;

namespace VirtAgent.Tests.Core.Readers.Iptables;

public class IptablesMatchTests
{
    private static readonly Address Five = Address.Parse("10.0.0.5");
    private static readonly Address Nine = Address.Parse("10.0.0.9");
    private static readonly MacAddress Mac = new(0x525400000001);

    public static TheoryData<string, Match> Exact => new()
    {
        { "-i virbr0", new Match.InDevice(new DevicePattern("virbr0", false), false) },
        { "-i virbr+", new Match.InDevice(new DevicePattern("virbr", true), false) },
        { "! -o eth0", new Match.OutDevice(new DevicePattern("eth0", false), true) },
        { "-o ! eth0", new Match.OutDevice(new DevicePattern("eth0", false), true) },
        { "! -i +", new Match.InDevice(new DevicePattern("", true), true) },
        { "-s 10.0.0.0/8", new Match.Source(Mask("10.0.0.0/8"), false) },
        { "! -s 10.0.0.0/255.0.255.0", new Match.Source(Mask("10.0.0.0/255.0.255.0"), true) },
        { "-d ! 192.0.2.1", new Match.Destination(Mask("192.0.2.1/32"), true) },
        { "! -d 192.0.2.1/32", new Match.Destination(Mask("192.0.2.1/32"), true) },
        { "-p tcp", new Match.Protocol(6, false) },
        { "-p 47", new Match.Protocol(47, false) },
        { "! -p ICMP", new Match.Protocol(1, true) },
        { "-f", new Match.LaterFragment(false) },
        { "! -f", new Match.LaterFragment(true) },
        { "-m iprange --src-range 10.0.0.5-10.0.0.9", new Match.SourceRange(Five, Nine, false) },
        { "-m iprange ! --dst-range 10.0.0.5", new Match.DestinationRange(Five, Five, true) },
        { "-m conntrack --ctstate RELATED,ESTABLISHED", State(ConnectionStates.Related | ConnectionStates.Established, false) },
        { "-m conntrack ! --ctstate NEW,DNAT", State(ConnectionStates.New | ConnectionStates.DestinationNat, true) },
        { "-m conntrack --ctstate INVALID,UNTRACKED,SNAT",
            State(ConnectionStates.Invalid | ConnectionStates.Untracked | ConnectionStates.SourceNat, false) },
        { "-m state --state NEW", State(ConnectionStates.New, false) },
        { "-m mark --mark 0x1", new Match.Mark(1, uint.MaxValue, false) },
        { "-m mark ! --mark 0x4000000/0xffff0000", new Match.Mark(0x4000000, 0xffff0000, true) },
        { "-m mark --mark 16", new Match.Mark(16, uint.MaxValue, false) },
        { "-m mac --mac-source 52:54:00:00:00:01", new Match.SourceMac(Mac, false) },
        { "-m mac ! --mac-source 52:54:00:00:00:01", new Match.SourceMac(Mac, true) },
        { "-m comment --comment \"to the \\\"lab\\\"\"", new Match.Comment("to the \"lab\"") },
        { "-m comment --comment -j", new Match.Comment("-j") },
    };

    [Theory]
    [MemberData(nameof(Exact))]
    public void A_match_is_read_exactly(string text, Match expected)
    {
        var rule = IptablesTexts.Rule($"{text} -j ACCEPT");
        Assert.Equal(expected, Assert.Single(rule.Matches));
        Assert.IsType<Target.Accept>(rule.Target);
        Assert.True(rule.IsExact);
    }

    [Theory]
    [InlineData("-p tcp -m tcp --dport 443", PortSide.Destination, "443-443", false)]
    [InlineData("-p tcp --dport 443", PortSide.Destination, "443-443", false)]
    [InlineData("-p udp -m udp ! --sport 67:68", PortSide.Source, "67-68", true)]
    [InlineData("-p tcp -m tcp --sport :1023", PortSide.Source, "0-1023", false)]
    [InlineData("-p tcp -m tcp --dport 1024:", PortSide.Destination, "1024-65535", false)]
    [InlineData("-p tcp -m tcp --dport ! 80", PortSide.Destination, "80-80", true)]
    [InlineData("-p udplite -m udplite --dport 5", PortSide.Destination, "5-5", false)]
    [InlineData("-p sctp -m sctp --dport 36412", PortSide.Destination, "36412-36412", false)]
    [InlineData("-p dccp -m dccp --sport 5", PortSide.Source, "5-5", false)]
    [InlineData("-p tcp -m multiport --dports 1,2:5", PortSide.Destination, "1-1,2-5", false)]
    [InlineData("-p udp -m multiport ! --sports 1,2:5", PortSide.Source, "1-1,2-5", true)]
    [InlineData("-p udplite -m multiport --ports 7", PortSide.Either, "7-7", false)]
    // A transport module without options still refuses a later fragment.
    [InlineData("-p udp -m udp", PortSide.Destination, "0-65535", false)]
    public void Ports_are_read_exactly(string text, PortSide side, string ranges, bool negated)
    {
        var rule = IptablesTexts.Rule($"{text} -j ACCEPT");
        var ports = Assert.IsType<Match.Ports>(rule.Matches[1]);
        Assert.Equal(2, rule.Matches.Count);
        Assert.Equal(side, ports.Side);
        Assert.Equal(ranges, string.Join(',', ports.Ranges.Select(range => $"{range.First}-{range.Last}")));
        Assert.Equal(negated, ports.Negated);
    }

    [Theory]
    [InlineData("--tcp-flags FIN,SYN,RST,ACK SYN", 23, 2, false)]
    [InlineData("--syn", 23, 2, false)]
    [InlineData("! --syn", 23, 2, true)]
    [InlineData("--tcp-flags ALL NONE", 63, 0, false)]
    [InlineData("! --tcp-flags PSH,URG URG", 40, 32, true)]
    public void Tcp_flags_are_read_exactly(string text, byte mask, byte comparison, bool negated) =>
        Assert.Equal(
            [new Match.Protocol(6, false), new Match.TcpFlags(mask, comparison, negated)],
            IptablesTexts.Rule($"-p tcp -m tcp {text} -j DROP").Matches);

    [Theory]
    [InlineData("8", 8, 0, 255)]
    [InlineData("3/4", 3, 4, 4)]
    [InlineData("fragmentation-needed", 3, 4, 4)]
    [InlineData("echo-request", 8, 0, 255)]
    [InlineData("any", null, 0, 255)]
    public void Icmp_types_are_read_by_number_and_name(string text, int? type, byte first, byte last)
    {
        foreach (var negation in new[] { "", "! " })
        {
            var rule = IptablesTexts.Rule($"-p icmp -m icmp {negation}--icmp-type {text} -j ACCEPT");
            Assert.Equal(new Match.IcmpType((byte?)type, first, last, negation.Length > 0), rule.Matches[1]);
        }
    }

    [Theory]
    [InlineData("128", 128, 0, 255)]
    [InlineData("1/4", 1, 4, 4)]
    [InlineData("neighbour-solicitation", 135, 0, 255)]
    [InlineData("port-unreachable", 1, 4, 4)]
    // Only ip_tables takes 255 for any.
    [InlineData("255", 255, 0, 255)]
    public void Icmp6_types_are_read_by_number_and_name(string text, byte type, byte first, byte last) =>
        Assert.Equal(
            new Match.IcmpType(type, first, last, false),
            IptablesTexts.Rule($"-p ipv6-icmp -m icmp6 --icmpv6-type {text} -j ACCEPT", Family.IPv6).Matches[1]);

    [Fact]
    public void Address_types_are_read_by_side()
    {
        var rule = IptablesTexts.Rule("-m addrtype --src-type LOCAL,UNICAST ! --dst-type BROADCAST -j ACCEPT");
        var source = Assert.IsType<Match.AddressType>(rule.Matches[0]);
        var destination = Assert.IsType<Match.AddressType>(rule.Matches[1]);
        Assert.True(source is { OfSource: true, Negated: false });
        Assert.Equal([RouteType.Local, RouteType.Unicast], source.Types);
        Assert.True(destination is { OfSource: false, Negated: true });
        Assert.Equal([RouteType.Broadcast], destination.Types);
    }

    [Fact]
    public void Protocol_all_is_no_condition() => Assert.Empty(IptablesTexts.Rule("-p all -j ACCEPT").Matches);

    [Fact]
    public void IPv6_addresses_are_read_in_an_IPv6_rule() => Assert.Equal(
        new Match.Source(Mask("fd00::/64"), false), IptablesTexts.Rule("-s fd00::/64 -j DROP", Family.IPv6).Matches[0]);

    [Theory]
    [InlineData("-m limit --limit 3/min --limit-burst 5", "-m limit --limit 3/min --limit-burst 5")]
    [InlineData("-m set ! --match-set s src", "-m set ! --match-set s src")]
    [InlineData("-m physdev --physdev-in vnet0", "-m physdev --physdev-in vnet0")]
    [InlineData("-m string --string \"-j\" --algo bm", "-m string --string \"-j\" --algo bm")]
    [InlineData("-m mac --mac-source XX:XX:XX:XX:XX:XX", "-m mac --mac-source XX:XX:XX:XX:XX:XX")]
    [InlineData("-m conntrack --ctproto tcp", "-m conntrack --ctproto tcp")]
    [InlineData("-m conntrack ! --ctstate DN", "-m conntrack ! --ctstate DN")]
    [InlineData("-m addrtype --dst-type LOCAL --limit-iface-in", "-m addrtype --dst-type LOCAL --limit-iface-in")]
    [InlineData("-m addrtype --dst-type THROW", "-m addrtype --dst-type THROW")]
    [InlineData("-s host.example", "-s host.example")]
    [InlineData("-s fd00::1", "-s fd00::1")]
    [InlineData("! -p all", "! -p all")]
    [InlineData("-p hopopt", "-p hopopt")]
    [InlineData("--something-else 1 2", "--something-else 1 2")]
    [InlineData("-m iprange --src-range 10.0.0.9-10.0.0.5", "-m iprange --src-range 10.0.0.9-10.0.0.5")]
    [InlineData("-m icmp6 --icmpv6-type 133", "-m icmp6 --icmpv6-type 133")]
    [InlineData("-m multiport --dports 80", "-m multiport --dports 80")]
    [InlineData("-m mark --mark 010", "-m mark --mark 010")]
    [InlineData("-m mark", "-m mark")]
    public void What_is_not_modelled_keeps_its_words(string text, string kept)
    {
        var rule = IptablesTexts.Rule($"{text} -d 192.0.2.1 -j ACCEPT");
        Assert.Equal(new Match.Unmodelled(kept), rule.Matches[0]);
        Assert.Equal(new Match.Destination(Mask("192.0.2.1"), false), rule.Matches[1]);
        Assert.IsType<Target.Accept>(rule.Target);
        Assert.False(rule.IsExact);
    }

    [Theory]
    [InlineData("-p udp -m tcp --dport 80")]
    [InlineData("! -p tcp -m tcp --dport 80")]
    [InlineData("-p tcp -m tcp --tcp-option 5")]
    [InlineData("-p sctp -m sctp --chunk-types any DATA")]
    [InlineData("-p tcp -m multiport --dports http")]
    [InlineData("-p tcp -m tcp --dport 80:20")]
    [InlineData("-p icmp -m icmp --icmp-type unheard-of")]
    [InlineData("-p icmp -m icmp --icmp-type 3/4/5")]
    public void A_transport_match_that_is_not_understood_stands_beside_its_protocol(string text)
    {
        var rule = IptablesTexts.Rule($"{text} -j ACCEPT");
        Assert.IsType<Match.Protocol>(rule.Matches[0]);
        Assert.IsType<Match.Unmodelled>(rule.Matches[1]);
        Assert.Equal(2, rule.Matches.Count);
    }

    [Fact]
    public void A_state_beside_other_conntrack_options_stays_exact()
    {
        var rule = IptablesTexts.Rule("-m conntrack --ctstate NEW ! --ctproto 6 -j ACCEPT");
        Assert.Equal([State(ConnectionStates.New, false), new Match.Unmodelled("-m conntrack ! --ctproto 6")], rule.Matches);
    }

    [Fact]
    public void Equal_matches_are_one_object()
    {
        const string Line = "-s 10.0.0.0/8 -m conntrack --ctstate NEW -j ACCEPT";
        var rules = IptablesSaveReader.Read(IptablesTexts.Filter(Line, Line), Family.IPv4, Backend.Nft)
            .Table("filter")!.Chain("FORWARD")!.Rules;
        Assert.Same(rules[0].Matches[0], rules[1].Matches[0]);
        Assert.Same(rules[0].Matches[1], rules[1].Matches[1]);
        Assert.Same(rules[0].Target, rules[1].Target);
    }

    private static Match.Connection State(ConnectionStates states, bool negated) => new(states, negated);

    private static AddressMask Mask(string text) =>
        AddressMask.TryParse(text, out var mask) ? mask : throw new FormatException(text);
}
