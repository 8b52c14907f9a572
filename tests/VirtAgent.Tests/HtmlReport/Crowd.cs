using VirtAgent.Core.Findings;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;

namespace VirtAgent.Tests.HtmlReport;

/// <summary>A host with as many networks and guests as a test wants.</summary>
internal static class Crowd
{
    /// <summary>Networks net0…, every third leaking into the next, and guests whose NICs are spread over them.</summary>
    public static Audit Audit(int networks, int guests, int nics, Func<string, string> nameOf)
    {
        var nets = Enumerable.Range(0, networks).Select(number => new VirtualNetwork(
            nameOf($"net{number}"), $"u{number}", number % 2 == 0 ? ForwardMode.None : ForwardMode.Nat, [],
            $"virbr{number}", false, false, [], [])).ToList();
        var rows = new List<PortRow>();
        for (var guest = 0; guest < guests; guest++)
        {
            for (var nic = 0; nic < nics; nic++)
            {
                var network = nets[(guest * 7 + nic * 5) % networks];
                rows.Add(new PortRow(
                    $"p{guest}-{nic}", network.Name, nameOf($"guest{guest}"), $"g{guest}",
                    new MacAddress(0x525400000000UL + (ulong)(guest * 16 + nic)), "virtio", $"vnet{guest * 8 + nic}",
                    network.Bridge, nic == 3 ? PortState.Ghost : PortState.Bound, null, null));
            }
        }

        var findings = nets.Where((_, number) => number % 3 == 0).Select(network => new Finding
        {
            Code = FindingCode.ForwardLeak,
            Severity = Severity.Critical,
            Network = network.Name,
            Subject = network.Name,
            Summary = "",
            Remedy = "",
            Witness = new Witness(
                new Packet
                {
                    In = network.Bridge!,
                    Source = Address.Parse("2001:db8:1111:2222:3333:4444:5555:6666"),
                    Destination = Address.Parse("2001:db8:7777:8888:9999:aaaa:bbbb:cccc"),
                    Protocol = ProtocolNames.Tcp,
                    DestinationPort = 443,
                },
                networks > 1 ? nets[(nets.IndexOf(network) + 1) % networks].Bridge! : "eth0"),
        });
        return new Audit(
            new Host
            {
                Header = new HostHeader("crowd", "2026-11-22T06:30:00Z", "qemu:///system", "9.0.0", "6.18", []),
                Networks = nets,
                Guests = [.. rows.DistinctBy(row => row.GuestUuid).Select(row => new Guest(row.Guest, row.GuestUuid, []))],
                Links = [Device(2, "eth0", null, null)],
            },
            [.. nets.Select(network =>
                new NetworkVerdict(network, PromiseVerdict.Leaking, PromiseVerdict.Undecided, PromiseVerdict.NoPromise, 0))],
            rows,
            [.. findings]);
    }

    public static Link Device(int index, string name, string? kind, string? master) =>
        new(index, name, kind, null, master, null, true, false, null, false);
}
