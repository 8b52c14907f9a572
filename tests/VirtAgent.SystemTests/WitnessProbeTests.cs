using VirtAgent.Core.Findings;
using VirtAgent.Core.Packets;
using VirtAgent.SystemTests.Support;

namespace VirtAgent.SystemTests;

public sealed class WitnessProbeTests
{
    [Fact]
    public void An_isolated_network_is_silent_until_a_rule_lets_its_packets_out()
    {
        using var host = KvmHost.Up("out");
        var witness = Tcp("virbr1", "10.1.0.7", "203.0.113.9", KvmHost.Uplink);
        Assert.False(WitnessProbe.Confirm(host.Lab, witness));
        host.Lab.Must("iptables", "-I", "FORWARD", "-i", "virbr1", "-j", "ACCEPT");
        Assert.True(WitnessProbe.Confirm(host.Lab, witness));
        host.Lab.Must("iptables", "-D", "FORWARD", "-i", "virbr1", "-j", "ACCEPT");
        Assert.False(WitnessProbe.Confirm(host.Lab, witness));
        AssertNoTraces(host.Lab);
    }

    [Fact]
    public void A_rule_by_outgoing_bridge_lets_packets_in_from_outside_and_from_another_network()
    {
        using var host = KvmHost.Up("in");
        var outside = Tcp(KvmHost.Uplink, "203.0.113.9", "10.1.0.7", "virbr1");
        var neighbour = Tcp("virbr0", "192.168.122.9", "10.1.0.7", "virbr1");
        Assert.False(WitnessProbe.Confirm(host.Lab, outside));
        Assert.False(WitnessProbe.Confirm(host.Lab, neighbour));
        host.Lab.Must("iptables", "-I", "FORWARD", "-o", "virbr1", "-j", "ACCEPT");
        Assert.True(WitnessProbe.Confirm(host.Lab, outside));
        Assert.True(WitnessProbe.Confirm(host.Lab, neighbour));
        AssertNoTraces(host.Lab);
    }

    [Fact]
    public void IPv6_is_silent_while_forwarding_is_off_or_rules_hold_and_passes_when_both_let_it()
    {
        using var host = KvmHost.Up("v6", "isolated46");
        var outward = Tcp("virbr2", "fd00:2::7", "2001:db8::9", KvmHost.Uplink);
        var inward = Tcp(KvmHost.Uplink, "2001:db8::9", "fd00:2::7", "virbr2");
        host.Lab.Must("ip6tables", "-I", "FORWARD", "-i", "virbr2", "-j", "ACCEPT");
        host.Lab.Must("ip6tables", "-I", "FORWARD", "-o", "virbr2", "-j", "ACCEPT");
        Assert.False(WitnessProbe.Confirm(host.Lab, outward));
        host.ForwardIPv6(true);
        Assert.True(WitnessProbe.Confirm(host.Lab, outward));
        Assert.True(WitnessProbe.Confirm(host.Lab, inward));
        host.Lab.Must("ip6tables", "-D", "FORWARD", "-i", "virbr2", "-j", "ACCEPT");
        host.Lab.Must("ip6tables", "-D", "FORWARD", "-o", "virbr2", "-j", "ACCEPT");
        Assert.False(WitnessProbe.Confirm(host.Lab, outward));
        Assert.False(WitnessProbe.Confirm(host.Lab, inward));
    }

    [Theory]
    [InlineData(ProtocolNames.Tcp)]
    [InlineData(ProtocolNames.Udp)]
    [InlineData(ProtocolNames.Icmp)]
    public void A_rule_for_one_state_lets_packets_of_that_state_through_and_no_other(byte protocol)
    {
        using var host = KvmHost.Up("state");
        var first = new Witness(new Packet
        {
            In = "virbr1",
            Source = Address.Parse("10.1.0.7"),
            Destination = Address.Parse("203.0.113.9"),
            Protocol = protocol,
            SourcePort = 40000,
            DestinationPort = 53,
            IcmpType = 8,
            TcpFlags = 2,
        }, KvmHost.Uplink);
        var invalid = first with { Packet = first.Packet with { State = ConnectionStates.Invalid } };
        AssertPasses("NEW", first, invalid);
        AssertPasses("INVALID", invalid, first);

        void AssertPasses(string state, Witness passes, Witness stays)
        {
            string[] rule = ["FORWARD", "-i", "virbr1", "-m", "conntrack", "--ctstate", state, "-j", "ACCEPT"];
            host.Lab.Must(["iptables", "-I", .. rule]);
            Assert.True(WitnessProbe.Confirm(host.Lab, passes), $"{state} does not pass.");
            Assert.False(WitnessProbe.Confirm(host.Lab, stays), $"The other one passes a rule for {state}.");
            host.Lab.Must(["iptables", "-D", .. rule]);
        }
    }

    [Fact]
    public void A_packet_whose_destination_is_translated_on_the_way_is_known_again()
    {
        using var host = KvmHost.Up("dnat");
        var witness = Tcp(KvmHost.Uplink, "203.0.113.9", "198.51.100.1", "virbr1");
        Assert.False(WitnessProbe.Confirm(host.Lab, witness));
        host.Lab.Shell("""
            iptables -t nat -A PREROUTING -d 198.51.100.1 -p tcp -j DNAT --to 10.1.0.7:22
            iptables -I FORWARD -d 10.1.0.7 -j ACCEPT
            """);
        Assert.True(WitnessProbe.Confirm(host.Lab, witness));
    }

    [Fact]
    public void What_a_nat_network_sends_is_seen_under_the_address_of_the_host()
    {
        using var host = KvmHost.Up("snat");
        Assert.True(WitnessProbe.Confirm(host.Lab, Tcp("virbr0", "192.168.122.9", "203.0.113.9", KvmHost.Uplink)));
        Assert.True(WitnessProbe.Confirm(host.Lab, Tcp("virbr0", "192.168.122.9", "198.51.100.2", KvmHost.Uplink)));
        AssertNoTraces(host.Lab);
    }

    [Fact]
    public void A_question_that_cannot_be_asked_is_an_error_and_not_a_no()
    {
        using var host = KvmHost.Up("error");
        var witness = Tcp("virbr1", "10.1.0.7", "203.0.113.9", KvmHost.Uplink);
        Assert.Throws<InvalidOperationException>(() => WitnessProbe.Confirm(host.Lab, witness with { Out = "nowhere" }));
        Assert.Throws<InvalidOperationException>(
            () => WitnessProbe.Confirm(host.Lab, witness with { Packet = witness.Packet with { In = "vnet0" } }));
        Assert.Throws<NotSupportedException>(() => WitnessProbe.Confirm(
            host.Lab, witness with { Packet = witness.Packet with { State = ConnectionStates.Established } }));
        AssertNoTraces(host.Lab);
    }

    private static Witness Tcp(string from, string source, string destination, string to) => new(
        new Packet
        {
            In = from,
            Source = Address.Parse(source),
            Destination = Address.Parse(destination),
            Protocol = ProtocolNames.Tcp,
            SourcePort = 40000,
            DestinationPort = 443,
            TcpFlags = 2,
        },
        to);

    private static void AssertNoTraces(Lab lab)
    {
        Assert.DoesNotContain("standin", lab.Must("ip", "-o", "link"), StringComparison.Ordinal);
        Assert.DoesNotContain("stand-in", lab.Must("ip", "netns"), StringComparison.Ordinal);
        Assert.DoesNotContain("PERMANENT", lab.Must("ip", "neighbour"), StringComparison.Ordinal);
    }
}
