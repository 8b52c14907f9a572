using VirtAgent.Analysis;
using VirtAgent.Findings;
using VirtAgent.Model;
using VirtAgent.Readers;
using VirtAgent.HtmlReport.Drawing;
using VirtAgent.HtmlReport.Topology;

namespace VirtAgent.Tests.HtmlReport;

public class TopologyLayoutTests
{
    public static TheoryData<string> Hosts => new(RecordedHosts.All);

    private static Picture Draw(Audit audit) => TopologyLayout.Of(HostTopology.Of(audit));

    private static Audit Recorded(string name) => Judge.Audit(HostReader.Read(RecordedHosts.Read(name)));

    [Theory]
    [MemberData(nameof(Hosts))]
    public void Nothing_overlaps_in_a_recorded_host(string name) => AssertClear(Draw(Recorded(name)));

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(1, 50, 1)]
    [InlineData(18, 50, 1)]
    [InlineData(18, 50, 4)]
    [InlineData(3, 0, 0)]
    public void Nothing_overlaps_with_many_networks_and_guests(int networks, int guests, int nics)
    {
        var audit = Crowd(networks, guests, nics, name => name);
        var picture = Draw(audit);
        AssertClear(picture);
        Assert.All(audit.Host.Guests, guest => Assert.Contains(picture.Labels, label => label.Text == guest.Name));
        Assert.Equal(guests * nics, picture.Boxes.Count(box => box.Class.StartsWith("chip", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("a-name-that-is-much-longer-than-any-column-could-ever-be-and-has-to-be-broken-over-several-lines")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("仮想マシンの名前はとても長いので複数の行に分けなければなりません仮想マシンの名前")]
    [InlineData("\u202Eevil\u0000name\U0001F600")]
    public void A_long_or_strange_name_is_broken_and_not_cut(string name)
    {
        var picture = Draw(Crowd(4, 8, 2, number => name + number));
        AssertClear(picture);
        Assert.Contains(VirtAgent.Cli.Printable.Line(name), string.Concat(picture.Labels.Where(label => label.Face == Face.Name).Select(label => label.Text)));
        Assert.Contains(VirtAgent.Cli.Printable.Line(name), string.Concat(picture.Labels.Where(label => label.Face == Face.Title).Select(label => label.Text)));
    }

    [Fact]
    public void A_leak_is_a_red_wire_that_ends_where_it_leads_and_says_so()
    {
        var topology = HostTopology.Of(Recorded("lab-9.0.0-leak"));
        var leak = topology.Passages.Single(passage => passage is { Kind: PassageKind.Leaking, Home.Title: "network1", Other.Title: "up0", Inward: false });
        Assert.Equal("IPv4 IPv6 network1 → up0", leak.Title);
        Assert.Contains("udp 10.1.0.50 → 198.51.100.2 port 53", leak.Witnesses);

        var picture = TopologyLayout.Of(topology);
        var up = picture.Labels.Single(label => label.Text == "up0");
        var box = picture.Boxes.Where(box => box.Class.Contains("device", StringComparison.Ordinal) && Holds(box, up)).Single();
        Assert.Contains(picture.Wires, wire => wire is { Class: "leaking", End: WireEnd.Arrow }
            && wire.Points[^1].X == box.X && wire.Points[^1].Y > box.Y && wire.Points[^1].Y < box.Bottom);
    }

    [Fact]
    public void A_moved_tap_hangs_where_the_kernel_has_it()
    {
        var plug = HostTopology.Of(Recorded("lab-9.0.0-leak")).Plugs.Single(plug => plug.Guest.Name == "guest-virtio");
        Assert.Equal("default", plug.Place.Title);
        Assert.Equal("moved here from network1", plug.Lines[^1]);
        Assert.Equal(VirtAgent.Cli.Tone.Bad, plug.Tone);
    }

    [Fact]
    public void A_kept_network_leads_outside_and_an_isolated_one_nowhere()
    {
        var passages = HostTopology.Of(Recorded("lab-9.0.0-stock")).Passages;
        Assert.Equal(PlaceKind.Outside, passages.Single(passage => passage.Kind == PassageKind.Kept).Other?.Kind);
        Assert.All(passages.Where(passage => passage.Home.Title == "network1"), passage => Assert.Equal((PassageKind.Closed, null), (passage.Kind, passage.Other)));
    }

    [Fact]
    public void What_is_undecided_is_never_drawn_as_proved()
    {
        var audit = Recorded("libvirt-12.8.0-nftables");
        var undecided = audit.Networks.Where(network => network.IPv4 == Verdict.Undecided).Select(network => network.Network.Name).ToHashSet();
        Assert.NotEmpty(undecided);
        var passages = HostTopology.Of(audit).Passages.Where(passage => undecided.Contains(passage.Home.Title) && passage.Title.Contains("IPv4", StringComparison.Ordinal));
        Assert.All(passages, passage => Assert.Equal(PassageKind.Doubtful, passage.Kind));
    }

    [Fact]
    public void A_container_hosts_devices_stay_out_of_the_picture()
    {
        var audit = Crowd(1, 1, 1, name => name);
        var host = audit.Host with
        {
            Links = [.. audit.Host.Links, .. Enumerable.Range(100, 300).Select(number => Device(number, $"cali{number}", "veth", null))],
        };
        var titles = HostTopology.Of(audit with { Host = host }).Places.Select(place => place.Title).ToList();
        Assert.Contains("eth0", titles);
        Assert.DoesNotContain("cali100", titles);
    }

    [Fact]
    public void A_stretch_of_wire_has_its_track_for_itself()
    {
        var tracks = Tracks.Assign([("a", 0.0, 100.0), ("b", 50.0, 150.0), ("c", 200.0, 300.0)]);
        Assert.NotEqual(tracks["a"], tracks["b"]);
        Assert.Equal(2, tracks.Values.Distinct().Count());
    }

    private static void AssertClear(Picture picture)
    {
        foreach (var (one, other) in Pairs(picture.Labels))
        {
            var apart = one.Right <= other.X || other.Right <= one.X || one.Bottom <= other.Y || other.Bottom <= one.Y;
            Assert.True(apart, $"'{one.Text}' at {one.X},{one.Y} overlaps '{other.Text}' at {other.X},{other.Y}");
        }

        foreach (var (one, other) in Pairs(picture.Boxes))
        {
            var apart = one.Right <= other.X || other.Right <= one.X || one.Bottom <= other.Y || other.Bottom <= one.Y;
            var within = Within(one, other) || Within(other, one);
            Assert.True(apart || within, $"{one} overlaps {other}");
        }

        foreach (var label in picture.Labels)
        {
            Assert.True(label.X >= 0 && label.Right <= picture.Width && label.Bottom <= picture.Height, $"'{label.Text}' is cut");
            // A text is in a box or outside of it, and never across its edge.
            Assert.DoesNotContain(picture.Boxes, box =>
                label.X < box.Right && label.Right > box.X && label.Y < box.Bottom && label.Bottom > box.Y && !Holds(box, label));
            Assert.DoesNotContain(picture.Wires.SelectMany(Stretches), stretch => stretch.Left < label.Right && stretch.Right > label.X
                && stretch.Top < label.Baseline + 2 && stretch.Bottom > label.Y + 1);
            Assert.DoesNotContain(picture.Cuts, cut => cut > label.Y && cut < label.Bottom);
        }

        foreach (var box in picture.Boxes) Assert.DoesNotContain(picture.Cuts, cut => cut > box.Y && cut < box.Bottom);
    }

    private static IEnumerable<(double Left, double Right, double Top, double Bottom)> Stretches(Wire wire) => wire.Points.Zip(wire.Points.Skip(1))
        .Select(ends => (Math.Min(ends.First.X, ends.Second.X), Math.Max(ends.First.X, ends.Second.X),
            Math.Min(ends.First.Y, ends.Second.Y) - 0.5, Math.Max(ends.First.Y, ends.Second.Y) + 0.5));

    private static bool Within(Box inner, Box outer) =>
        inner.X >= outer.X && inner.Right <= outer.Right && inner.Y >= outer.Y && inner.Bottom <= outer.Bottom;

    private static bool Holds(Box box, Label label) =>
        label.X >= box.X && label.Right <= box.Right && label.Y >= box.Y && label.Bottom <= box.Bottom;

    private static IEnumerable<(T, T)> Pairs<T>(IReadOnlyList<T> items) =>
        items.Index().SelectMany(one => items.Skip(one.Index + 1).Select(other => (one.Item, other)));

    private static Link Device(int index, string name, string? kind, string? master) =>
        new(index, name, kind, null, master, null, true, false, null, false);

    /// <summary>Networks net0…, every third leaking into the next, and guests whose NICs are spread over them.</summary>
    private static Audit Crowd(int networks, int guests, int nics, Func<string, string> nameOf)
    {
        var nets = Enumerable.Range(0, networks).Select(number => new VirtualNetwork(
            nameOf($"net{number}"), $"u{number}", number % 2 == 0 ? ForwardMode.None : ForwardMode.Nat, [], $"virbr{number}", false, false, [], [])).ToList();
        var rows = new List<PortRow>();
        for (var guest = 0; guest < guests; guest++)
        {
            for (var nic = 0; nic < nics; nic++)
            {
                var network = nets[(guest * 7 + nic * 5) % networks];
                rows.Add(new PortRow(
                    $"p{guest}-{nic}", network.Name, nameOf($"guest{guest}"), $"g{guest}", new MacAddress(0x525400000000UL + (ulong)(guest * 16 + nic)),
                    "virtio", $"vnet{guest * 8 + nic}", network.Bridge, nic == 3 ? PortState.Ghost : PortState.Bound, null, null));
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
            [.. nets.Select(network => new NetworkVerdict(network, Verdict.Leaking, Verdict.Undecided, Verdict.NoPromise, 0))],
            rows,
            [.. findings]);
    }
}
