using VirtAgent.Core.Findings;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;
using VirtAgent.Presentation;

namespace VirtAgent.Tests.Presentation;

/// <summary>A small host, its audit and what they look like printed, built by hand.</summary>
internal static class Examples
{
    public const string GuestUuid = "3b0d0361-61ba-47bf-ba01-ca5766c1f536";
    public const string PortUuid = "2b1c03b9-75d8-47e5-bcd7-19dcf0253d9d";

    public static readonly HostHeader Header = new("kvm1", "2026-01-02T03:04:05Z", "qemu:///system", "9.0.0", "6.1.0", []);

    public static readonly VirtualNetwork Isolated = new(
        "network1", "a6fb9f0a-0000-4000-8000-000000000001", ForwardMode.None, [], "virbr71", false, false,
        [
            new NetworkAddress(Address.Parse("10.71.0.1"), Prefix("10.71.0.0/24")),
            new NetworkAddress(Address.Parse("fd00:71::1"), Prefix("fd00:71::/64")),
        ],
        []);

    public static readonly Nic LiveNic = Nic(
        """
        <interface type='network'>
              <mac address='52:54:00:43:75:38'/>
              <source network='network1' portid='2b1c03b9-75d8-47e5-bcd7-19dcf0253d9d' bridge='virbr71'/>
              <target dev='vnet2'/>
            </interface>
        """) with
    {
        SourceBridge = "virbr71",
        PortId = PortUuid,
        Tap = "vnet2",
        Alias = "net0",
        GuestAddress = "pci 0000:01:00.0",
    };

    public static readonly Nic WrittenNic =
        Nic("<interface type='network'>\n      <source network='network1'/>\n    </interface>");

    public static readonly NetworkPort Port = new(
        PortUuid, "network1", "web", GuestUuid, LiveNic.Mac, null, PlugKind.Network, "virbr71", null, false, [],
        "<networkport>\n  <uuid>2b1c03b9-75d8-47e5-bcd7-19dcf0253d9d</uuid>\n</networkport>\n");

    public static readonly PortRow Row = new(
        PortUuid, "network1", "web", GuestUuid, LiveNic.Mac, "virtio", "vnet2", "virbr71", PortState.Bound, Port, LiveNic);

    public static readonly Packet Packet = new()
    {
        In = "virbr71",
        Source = Address.Parse("10.71.0.50"),
        Destination = Address.Parse("198.51.100.2"),
        Protocol = ProtocolNames.Udp,
        SourcePort = 40000,
        DestinationPort = 53,
    };

    public static readonly Finding Leak = new()
    {
        Code = FindingCode.ForwardLeak,
        Severity = Severity.Critical,
        Network = "network1",
        Subject = "network1 out ipv4 filter/FORWARD/1",
        Summary = "Guests of isolated network network1 reach up0.",
        Remedy = "Delete rule 1 of FORWARD.",
        Evidence = ["virbr71 is the bridge of network1."],
        Witness = new Witness(Packet, "up0"),
        Trace =
        [
            new TraceStep("nft", "mangle", "PREROUTING", 1, "-i other -j DROP", "no match"),
            new TraceStep("nft", "filter", "FORWARD", 1, "-i virbr71 -j ACCEPT", "accept"),
            new TraceStep("kernel", "route", "main", 0, "default via 192.0.2.1 dev up0", "out up0"),
        ],
    };

    public static readonly Finding Waived = Leak with
    {
        Waiver = new Waiver(
            Leak.Code, Leak.Network, Leak.Subject, "ann", "the build guests need it.",
                new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero),
            "/etc/virt-agent/waivers.d/build.json"),
    };

    public static Host Host(params Gap[] gaps) => new()
    {
        Header = Header,
        Networks = [Isolated],
        Ports = [Port],
        Guests = [new Guest("web", GuestUuid, [LiveNic])],
        Definitions =
        [
            new Guest("web", GuestUuid, [WrittenNic]), new Guest("off", "00000000-0000-4000-8000-00000000000f", [WrittenNic]),
        ],
        Links = [new Link(7, "vnet2", "tun", "tap", "virbr71", Mac("fe:54:00:43:75:38"), true, false, null, false)],
        Gaps = gaps,
    };

    public static Audit Audit(PromiseVerdict ipv4, params Finding[] findings) => new(
        Host(), [new NetworkVerdict(Isolated, ipv4, PromiseVerdict.Isolated, PromiseVerdict.Isolated, 1)], [Row], findings);

    public static string Printed(Action<Screen> print, bool colour = false)
    {
        using var output = new StringWriter();
        print(new Screen(output, colour));
        return output.ToString();
    }

    private static Nic Nic(string xml) => new(
        "network", Mac("52:54:00:43:75:38"), null, "virtio", "network1", null, null, null, null, null, null, false, null, [],
        xml);

    private static MacAddress Mac(string text) => MacAddress.TryParse(text, out var mac) ? mac : throw new FormatException(text);

    private static AddressMask Prefix(string text) =>
        AddressMask.TryParse(text, out var mask) ? mask : throw new FormatException(text);
}
