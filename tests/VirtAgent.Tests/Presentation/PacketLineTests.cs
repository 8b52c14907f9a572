using VirtAgent.Core.Findings;
using VirtAgent.Core.Packets;
using VirtAgent.Presentation;

namespace VirtAgent.Tests.Presentation;

public class PacketLineTests
{
    [Fact]
    public void A_witness_reads_like_a_sentence() =>
        Assert.Equal(
            "udp 10.71.0.50:40000 -> 198.51.100.2:53 NEW, in virbr71, out up0",
            PacketLine.Of(new Witness(Examples.Packet, "up0")));

    [Fact]
    public void Tcp_shows_its_flags() =>
        Assert.Equal(
            "tcp 10.71.0.50:40000 -> 198.51.100.2:53 SYN,ACK ESTABLISHED, in virbr71",
            PacketLine.Of(Examples.Packet with
            {
                Protocol = ProtocolNames.Tcp,
                TcpFlags = 18,
                State = ConnectionStates.Established,
            }));

    [Fact]
    public void Icmp_shows_type_and_code_and_no_ports() =>
        Assert.Equal(
            "icmpv6 fd00:71::5 -> fd00::1 type 1 code 4 NEW, in virbr71",
            PacketLine.Of(Examples.Packet with
            {
                Protocol = ProtocolNames.IcmpV6,
                Source = Address.Parse("fd00:71::5"),
                Destination = Address.Parse("fd00::1"),
                IcmpType = 1,
                IcmpCode = 4,
            }));

    [Fact]
    public void Ports_of_ipv6_are_told_from_addresses_by_brackets() =>
        Assert.StartsWith(
            "udp [fd00:71::5]:40000 -> [fd00::1]:53 ",
            PacketLine.Of(Examples.Packet with { Source = Address.Parse("fd00:71::5"), Destination = Address.Parse("fd00::1") }));

    [Fact]
    public void A_later_fragment_has_no_ports() =>
        Assert.StartsWith(
            "udp 10.71.0.50 -> 198.51.100.2 later fragment ", PacketLine.Of(Examples.Packet with { LaterFragment = true }));
}
