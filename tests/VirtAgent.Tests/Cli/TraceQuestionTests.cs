using VirtAgent.Cli;
using VirtAgent.Core.Analysis.Walks;
using VirtAgent.Presentation;
using VirtAgent.Tests.Presentation;

namespace VirtAgent.Tests.Cli;

public class TraceQuestionTests
{
    private static readonly TraceQuestion Plain = new() { Network = "network1", Destination = "198.51.100.2" };

    [Fact]
    public void A_destination_alone_asks_for_a_new_connection_of_a_guest() =>
        Assert.Equal(
            "tcp 10.71.0.2:40000 -> 198.51.100.2:443 SYN NEW, in virbr71", PacketLine.Of(Plain.On(Examples.Host())));

    [Fact]
    public void The_sender_has_the_destination_s_family() =>
        Assert.Equal(
            "icmpv6 fd00:71::2 -> 2001:db8::1 type 128 NEW, in virbr71",
            PacketLine.Of((Plain with { Destination = "2001:db8::1", Protocol = "icmp" }).On(Examples.Host())));

    [Fact]
    public void A_bridge_stands_for_its_network() =>
        Assert.Equal(Plain.On(Examples.Host()), (Plain with { Network = null, In = "virbr71" }).On(Examples.Host()));

    [Fact]
    public void Everything_can_be_said()
    {
        var packet = new TraceQuestion
        {
            In = "up0",
            Source = "192.0.2.9",
            Destination = "10.71.0.50",
            Protocol = "17",
            SourcePort = 53,
            DestinationPort = 5353,
            State = "established",
        }.On(Examples.Host());
        Assert.Equal("udp 192.0.2.9:53 -> 10.71.0.50:5353 ESTABLISHED, in up0", PacketLine.Of(packet));
    }

    public static TheoryData<string, string> Nonsense => new()
    {
        { "neither", "--network or --in" },
        { "both", "--network or --in" },
        { "no such network", "'virt-agent networks'" },
        { "no sender", "--src is needed" },
        { "mixed families", "different families" },
        { "protocol", "--proto nonsense" },
        { "state", "--state odd" },
        { "address", "--dst host.example" },
    };

    [Theory]
    [MemberData(nameof(Nonsense))]
    public void Nonsense_is_refused_with_a_way_out(string kind, string part)
    {
        var question = kind switch
        {
            "neither" => Plain with { Network = null },
            "both" => Plain with { In = "up0" },
            "no such network" => Plain with { Network = "network2" },
            "no sender" => Plain with { Network = null, In = "up0" },
            "mixed families" => Plain with { Source = "fd00::1" },
            "protocol" => Plain with { Protocol = "nonsense" },
            "state" => Plain with { State = "odd" },
            _ => Plain with { Destination = "host.example" },
        };
        Assert.Contains(part, Assert.Throws<RequestException>(() => question.On(Examples.Host())).Message);
    }

    [Fact]
    public void Every_rule_consulted_is_printed_and_where_it_ends()
    {
        var walk = new Walk(WalkOutcome.Forwarded, "up0", Examples.Leak.Trace, []);
        Assert.Equal(
            """
             udp 10.71.0.50:40000 -> 198.51.100.2:53 NEW, in virbr71

             #   Backend   Table    Chain        Rule   Outcome    Text
            --------------------------------------------------------------------------------------
             1   nft       mangle   PREROUTING   1      no match   -i other -j DROP
             2   nft       filter   FORWARD      1      accept     -i virbr71 -j ACCEPT
             3   kernel    route    main         -      out up0    default via 192.0.2.1 dev up0

             forwarded, out up0

            """,
            Examples.Printed(screen => TraceReport.Write(screen, Examples.Packet, [walk])));
    }

    [Fact]
    public void Every_possibility_says_what_it_assumes()
    {
        Walk[] walks =
        [
            new(WalkOutcome.Dropped, null, [], ["-m owner holds"]),
            new(WalkOutcome.Forwarded, "up0", [], ["-m owner does not hold"]),
        ];
        var printed = Examples.Printed(screen => TraceReport.Write(screen, Examples.Packet, walks));
        Assert.Contains(" Possibility 1 of 2\n   assumed   -m owner holds\n", printed);
        Assert.Contains(" Possibility 2 of 2\n   assumed   -m owner does not hold\n", printed);
    }
}
