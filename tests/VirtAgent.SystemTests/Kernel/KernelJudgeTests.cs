using VirtAgent.Core.Packets;
using VirtAgent.Core.Rulesets;

namespace VirtAgent.SystemTests.Kernel;

/// <summary>The judge itself: what it says of rules whose meaning nobody doubts, and of the states packets are given.</summary>
public class KernelJudgeTests
{
    private const string Empty = "*filter\n:FORWARD ACCEPT\nCOMMIT\n";

    [Theory]
    [InlineData(Family.IPv4, "10.0.0.2", "10.0.1.2")]
    [InlineData(Family.IPv6, "fd00::2", "fd00:0:0:1::2")]
    public void A_packet_is_forwarded_until_a_rule_drops_it(Family family, string source, string destination)
    {
        using var judge = KernelJudge.Start(Topology.Devices);
        Topology.SetUp(judge, policyRouting: false);
        var packet = new Packet
        {
            In = "virbr0",
            Source = Address.Parse(source),
            Destination = Address.Parse(destination),
            Protocol = ProtocolNames.Udp,
            SourcePort = 1000,
            DestinationPort = 53,
        };
        foreach (var backend in Enum.GetValues<Backend>())
        {
            IptablesTool.Load(judge, family, backend, Empty);
            Assert.Equal("virbr1", Forwarded(judge, packet, sound: true));
            const string Drop = "-A FORWARD -o virbr1 -p udp --dport 53 -j DROP";
            IptablesTool.Load(judge, family, backend, $"*filter\n:FORWARD ACCEPT\n{Drop}\nCOMMIT\n");
            Assert.Null(Forwarded(judge, packet, sound: true));
            Assert.Equal("virbr1", Forwarded(judge, packet with { DestinationPort = 54 }, sound: true));
            IptablesTool.Load(judge, family, backend, Empty);
        }
    }

    [Theory]
    [InlineData(Family.IPv4)]
    [InlineData(Family.IPv6)]
    public void Conntrack_gives_every_first_packet_the_state_that_is_expected(Family family)
    {
        using var judge = KernelJudge.Start(Topology.Devices);
        Topology.SetUp(judge, policyRouting: false);
        var packets = FirstPackets(family).ToList();
        foreach (var state in (ConnectionStates[])[ConnectionStates.New, ConnectionStates.Invalid, ConnectionStates.Untracked])
        {
            var rule = $"-A FORWARD -m conntrack --ctstate {state.ToString().ToUpperInvariant()} -j ACCEPT";
            IptablesTool.Load(judge, family, Backend.Nft, $"*filter\n:FORWARD DROP\n{rule}\nCOMMIT\n");
            var wrong = packets
                .Where(packet => Forwarded(judge, packet.Packet, packet.Sound) is null == (packet.Packet.State == state))
                    .ToList();
            Assert.True(wrong.Count == 0, $"{state} is wrong for:\n{string.Join('\n', wrong)}");
        }
    }

    private static IEnumerable<RandomPacket> FirstPackets(Family family)
    {
        var packet = new Packet
        {
            In = "virbr0",
            Source = Address.Parse(family == Family.IPv4 ? "10.0.0.2" : "fd00::2"),
            Destination = Address.Parse(family == Family.IPv4 ? "198.51.100.9" : "2001:db8::9"),
            Protocol = ProtocolNames.Udp,
            SourcePort = 1000,
            DestinationPort = 2000,
        };
        var icmp = family == Family.IPv4 ? ProtocolNames.Icmp : ProtocolNames.IcmpV6;
        for (var octet = 0; octet < 256; octet++)
        {
            yield return First(packet with { Protocol = ProtocolNames.Tcp, TcpFlags = (byte)octet }, true);
            yield return First(packet with { Protocol = icmp, IcmpType = (byte)octet }, true);
        }

        foreach (byte protocol in (byte[])[ProtocolNames.Tcp, ProtocolNames.Udp, icmp, 99, 47])
        {
            var type = (byte)(family == Family.IPv4 ? 8 : 128);
            foreach (var sound in (bool[])[true, false])
                yield return First(packet with { Protocol = protocol, TcpFlags = 2, IcmpType = type }, sound);
        }

        static RandomPacket First(Packet packet, bool sound) =>
            new(packet with { State = ExpectedState.Of(packet, sound) }, sound);
    }

    private static string? Forwarded(KernelJudge judge, Packet packet, bool sound)
    {
        var octets = PacketOctets.Write(packet, 1, sound);
        return judge.Judge([new Arrival(packet.In, octets, Flush: true)])[0]
            .Where(departure => PacketOctets.IsForwarded(departure.Octets, octets))
            .Select(departure => departure.Device).SingleOrDefault();
    }
}
