using VirtAgent.Core.Analysis;
using VirtAgent.Core.Findings;
using VirtAgent.Core.Readers.Records;
using VirtAgent.HtmlReport.Drawing;
using VirtAgent.HtmlReport.Topology;
using VirtAgent.Presentation;
using VirtAgent.Tests.Support;

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
        var audit = Crowd.Audit(networks, guests, nics, name => name);
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
        var picture = Draw(Crowd.Audit(4, 8, 2, number => name + number));
        AssertClear(picture);
        foreach (var face in new[] { Face.Name, Face.Title })
        {
            var written = string.Concat(picture.Labels.Where(label => label.Face == face).Select(label => label.Text));
            Assert.Contains(Printable.Line(name), written);
        }
    }

    [Fact]
    public void A_leak_is_a_red_wire_that_ends_where_it_leads_and_says_so()
    {
        var topology = HostTopology.Of(Recorded("lab-9.0.0-leak"));
        var leak = topology.Passages.Single(passage => passage is
        {
            Kind: PassageKind.Leaking,
            Home.Title: "network1",
            Other.Title: "up0",
            Inward: false,
        });
        Assert.Equal("IPv4 IPv6 network1 → up0", leak.Title);
        Assert.Contains("udp 10.1.0.50 → 198.51.100.2 port 53", leak.Witnesses);

        var picture = TopologyLayout.Of(topology);
        var up = picture.Labels.Single(label => label.Text == "up0");
        var box = picture.Boxes.Single(box => box.Class == "place device plain" && Within(Area(up), Area(box)));
        Assert.Contains(picture.Wires, wire => wire is { Class: "leaking", End: WireEnd.Arrow }
            && wire.Points[^1].X == box.X && wire.Points[^1].Y > box.Y && wire.Points[^1].Y < box.Bottom);
    }

    [Fact]
    public void A_moved_tap_hangs_where_the_kernel_has_it()
    {
        var plug = HostTopology.Of(Recorded("lab-9.0.0-leak")).Plugs.Single(plug => plug.Guest.Name == "guest-virtio");
        Assert.Equal("default", plug.Place.Title);
        Assert.Equal("moved here from network1", plug.Lines[^1]);
        Assert.Equal(Tone.Bad, plug.Tone);
    }

    [Fact]
    public void A_kept_network_leads_outside_and_an_isolated_one_nowhere()
    {
        var passages = HostTopology.Of(Recorded("lab-9.0.0-stock")).Passages;
        Assert.Equal(PlaceKind.Outside, passages.Single(passage => passage.Kind == PassageKind.Kept).Other?.Kind);
        var isolated = passages.Where(passage => passage.Home.Title == "network1").ToList();
        Assert.NotEmpty(isolated);
        Assert.All(isolated, passage => Assert.Equal((PassageKind.Closed, null), (passage.Kind, passage.Other)));
    }

    [Fact]
    public void What_is_undecided_is_never_drawn_as_proved()
    {
        var audit = Recorded("libvirt-12.8.0-nftables");
        var undecided = audit.Networks.Where(network => network.IPv4 == PromiseVerdict.Undecided)
            .Select(network => network.Network.Name).ToHashSet();
        Assert.NotEmpty(undecided);
        var passages = HostTopology.Of(audit).Passages.Where(passage =>
            undecided.Contains(passage.Home.Title) && passage.Title.Contains("IPv4", StringComparison.Ordinal));
        Assert.All(passages, passage => Assert.Equal(PassageKind.Doubtful, passage.Kind));
    }

    [Fact]
    public void A_container_hosts_devices_stay_out_of_the_picture()
    {
        var audit = Crowd.Audit(1, 1, 1, name => name);
        var host = audit.Host with
        {
            Links =
            [
                .. audit.Host.Links,
                .. Enumerable.Range(100, 300).Select(number => Crowd.Device(number, $"cali{number}", "veth", null)),
            ],
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
            Assert.False(Meet(Area(one), Area(other)), $"'{one.Text}' at {one.X},{one.Y} overlaps '{other.Text}'");

        foreach (var (one, other) in Pairs(picture.Boxes))
        {
            var (first, second) = (Area(one), Area(other));
            Assert.True(!Meet(first, second) || Within(first, second) || Within(second, first), $"{one} overlaps {other}");
        }

        foreach (var label in picture.Labels)
        {
            Assert.True(label.X >= 0 && label.Right <= picture.Width && label.Bottom <= picture.Height, $"'{label.Text}' is cut");
            // A text is in a box or outside of it, and never across its edge; no wire goes through its letters.
            Assert.DoesNotContain(picture.Boxes, box => Meet(Area(box), Area(label)) && !Within(Area(label), Area(box)));
            var letters = new Span(label.X, label.Right, label.Y + 1, label.Baseline + 2);
            Assert.DoesNotContain(picture.Wires.SelectMany(Stretches), stretch => Meet(stretch, letters));
            Assert.DoesNotContain(picture.Cuts, cut => cut > label.Y && cut < label.Bottom);
        }

        foreach (var box in picture.Boxes) Assert.DoesNotContain(picture.Cuts, cut => cut > box.Y && cut < box.Bottom);
    }

    private static IEnumerable<Span> Stretches(Wire wire) => wire.Points.Zip(wire.Points.Skip(1)).Select(ends => new Span(
        Math.Min(ends.First.X, ends.Second.X), Math.Max(ends.First.X, ends.Second.X),
        Math.Min(ends.First.Y, ends.Second.Y) - 0.5, Math.Max(ends.First.Y, ends.Second.Y) + 0.5));

    private static Span Area(Box box) => new(box.X, box.Right, box.Y, box.Bottom);

    private static Span Area(Label label) => new(label.X, label.Right, label.Y, label.Bottom);

    private static bool Meet(Span one, Span other) =>
        one.Left < other.Right && other.Left < one.Right && one.Top < other.Bottom && other.Top < one.Bottom;

    private static bool Within(Span inner, Span outer) =>
        inner.Left >= outer.Left && inner.Right <= outer.Right && inner.Top >= outer.Top && inner.Bottom <= outer.Bottom;

    private static IEnumerable<(T, T)> Pairs<T>(IReadOnlyList<T> items) =>
        items.Index().SelectMany(one => items.Skip(one.Index + 1).Select(other => (one.Item, other)));

    private readonly record struct Span(double Left, double Right, double Top, double Bottom);
}
