using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Readers.Iproute;
using VirtAgent.Core.Readers.Records;
using VirtAgent.Core.Text;
using VirtAgent.Tests.Support;

namespace VirtAgent.Tests.Core.Readers.Records;

public class HostReaderTests
{
    public static TheoryData<string> Recorded => [.. RecordedHosts.All];

    /// <summary>Recorded with "ip route show table all", without a family.</summary>
    public static TheoryData<string> RecordedByScript =>
        [.. RecordedHosts.All.Where(name => !name.StartsWith("lab-", StringComparison.Ordinal))];

    [Theory]
    [InlineData("libvirt-9.0.0-iptables")]
    [InlineData("libvirt-12.8.0-iptables")]
    [InlineData("libvirt-12.8.0-nftables")]
    public void Every_network_port_guest_and_device_of_a_recorded_host_is_read(string name)
    {
        var host = HostReader.Read(RecordedHosts.Read(name));
        Assert.Equal(18, host.Networks.Count);
        Assert.Equal(11, host.Ports.Count);
        Assert.Equal(8, host.Guests.Count);
        Assert.Equal(9, host.Definitions.Count);
        Assert.Equal(33, host.Links.Count);
        Assert.Contains(host.Routes, route => route.Destination.Family == Family.IPv4);
        Assert.Equal(
            RecordFile.BesideRules.Concat([RecordFile.Policy, RecordFile.Policy6]).Order(),
            host.Gaps.Select(gap => gap.Source).Order());
    }

    [Theory]
    [InlineData("libvirt-9.0.0-iptables")]
    [InlineData("libvirt-12.8.0-iptables")]
    [InlineData("libvirt-12.8.0-nftables")]
    public void Every_live_nic_with_a_portid_joins_a_port_and_a_tap_in_its_bridge(string name)
    {
        var host = HostReader.Read(RecordedHosts.Read(name));
        var plugged = host.Guests.SelectMany(guest => guest.Nics, (guest, nic) => (Guest: guest, Nic: nic))
            .Where(pair => pair.Nic.PortId is not null).ToList();
        Assert.Equal(host.Ports.Count, plugged.Count);
        foreach (var (guest, nic) in plugged)
        {
            var port = Assert.Single(host.Ports, port => port.Uuid == nic.PortId);
            Assert.Equal((guest.Name, guest.Uuid, nic.SourceNetwork), (port.OwnerName, port.OwnerUuid, port.Network));
            Assert.Equal(nic.Mac, port.Mac);
            var tap = host.Link(nic.Tap)!;
            Assert.Equal(("tun", "tap", port.PlugBridge), (tap.Kind, tap.TunMode, tap.Master));
        }
    }

    [Theory]
    [MemberData(nameof(Recorded))]
    public void Every_bridge_of_a_recorded_network_is_a_bridge_of_the_kernel_with_the_networks_addresses(string name)
    {
        var host = HostReader.Read(RecordedHosts.Read(name));
        Assert.NotEmpty(host.Networks);
        foreach (var network in host.Networks.Where(network => network.Bridge is not null))
        {
            Assert.Equal("bridge", host.Link(network.Bridge)?.Kind);
            foreach (var address in network.Addresses)
            {
                var expected = (network.Bridge!, address.Host, address.Prefix);
                Assert.Contains(expected, host.Addresses.Select(on => (on.Device, on.Local, on.Prefix)));
            }
        }
    }

    [Theory]
    [MemberData(nameof(RecordedByScript))]
    public void Routes_of_both_families_are_read_once_though_the_first_file_holds_both(string name)
    {
        var record = RecordedHosts.Read(name);
        var host = HostReader.Read(record);
        var both = IpRouteReader.Read(record.Files[RecordFile.Routes4], Family.IPv4);
        Assert.Equal(
            both.Select(route => (route.Destination.Family, route.Text)).Distinct().OrderBy(route => route),
            host.Routes.Select(route => (route.Destination.Family, route.Text)).Distinct().OrderBy(route => route));
        Assert.Equal(both.Count, host.Routes.Count);
        Assert.Null(host.Unread(RecordFile.Routes6));
    }

    [Fact]
    public void A_default_route_of_ipv6_in_the_file_of_both_families_is_not_taken_for_ipv4()
    {
        const string Json = """[{"dst":"default","dev":"a","flags":[]},{"dst":"default","dev":"b","flags":[],"pref":"medium"}]""";
        Assert.Equal(["0.0.0.0/0", "::/0"], IpRouteReader.Read(Json, Family.IPv4).Select(route => route.Destination.ToString()));
    }

    [Fact]
    public void The_eighteen_recorded_networks_have_the_modes_they_were_defined_with()
    {
        var host = HostReader.Read(RecordedHosts.Read("libvirt-9.0.0-iptables"));
        var networks = host.Networks.ToDictionary(network => network.Name);
        Assert.Equal(8, networks.Values.Count(network => network.Mode == ForwardMode.None));
        Assert.Equal((ForwardMode.Nat, true), (networks["l-nat46"].Mode, networks["l-nat46"].NatIPv6));
        Assert.Equal((ForwardMode.Nat, false), (networks["l-nat4r6"].Mode, networks["l-nat4r6"].NatIPv6));
        Assert.Equal((ForwardMode.Open, "virbr87"), (networks["l-open46"].Mode, networks["l-open46"].Bridge));
        Assert.Equal((ForwardMode.Bridge, "br-lab"), (networks["l-hostbr"].Mode, networks["l-hostbr"].Bridge));
        Assert.Equal((ForwardMode.Bridge, null), (networks["l-macvtap"].Mode, networks["l-macvtap"].Bridge));
        Assert.Equal(["up0"], networks["l-macvtap"].ForwardDevices);
        Assert.Equal(["up0"], networks["l-routedev"].ForwardDevices);
        Assert.True(networks["l-isonone6"].GuestIPv6);
        Assert.Equal("10.88.0.0/24 10.188.0.0/24", string.Join(' ', networks["l-isomulti"].Prefixes(Family.IPv4)));
    }

    [Fact]
    public void What_is_absent_is_a_gap_and_what_the_observer_already_said_is_not_said_twice()
    {
        var said = new Gap(RecordFile.Links, "ip was not found; install iproute2.");
        var host = HostReader.Read(Record([said]));
        Assert.Same(said, host.Gaps[0]);
        string[] expected =
        [
            RecordFile.Addresses, RecordFile.Domains, RecordFile.Ip6tables, RecordFile.Iptables, RecordFile.Links,
                RecordFile.Networks, RecordFile.Nft,
            RecordFile.Policy, RecordFile.Policy6, RecordFile.Ports, RecordFile.Routes4, RecordFile.Routes6, RecordFile.Sysctls,
            .. RecordFile.BesideRules,
        ];
        Assert.Equal(expected.Order(StringComparer.Ordinal), host.Gaps.Select(gap => gap.Source).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_network_without_a_ports_folder_has_no_ports_when_ports_were_observed()
    {
        var host = HostReader.Read(Record([], ("networks/a.xml", "<network><name>a</name></network>"), ("ports/", "")));
        Assert.Empty(host.Ports);
        Assert.Null(host.Unread("ports/a"));
    }

    [Fact]
    public void One_broken_port_is_a_gap_and_the_others_are_read()
    {
        const string Good = "<networkport><uuid>5d744f21-ba4a-4d6e-bdb2-30a35ff3207d</uuid>"
            + "<owner><name>g</name><uuid>d54df46f-1ab5-4a22-8618-4560ef5fac2c</uuid></owner></networkport>";
        var host = HostReader.Read(Record(
            [], ("ports/a%2Fb/1.xml", Good), ("ports/a%2Fb/2.xml", Good[..^9]), ("ports/3.xml", Good)));
        Assert.Equal("a/b", Assert.Single(host.Ports).Network);
        Assert.StartsWith("The port XML is not well-formed XML at line 1, position 1", host.Unread("ports/a%2Fb/2.xml")?.Reason);
        Assert.Equal("ports/3.xml does not lie in the folder of a network.", host.Unread("ports/3.xml")?.Reason);
        Assert.Null(host.Unread("ports/a%2Fb/1.xml"));
    }

    [Fact]
    public void The_name_in_the_document_counts_and_a_second_document_of_that_name_is_a_gap()
    {
        const string Same = "<network><name>b/c</name></network>";
        var host = HostReader.Read(Record([], ("networks/a.xml", Same), ("networks/z.xml", Same)));
        Assert.Equal("b/c", Assert.Single(host.Networks).Name);
        Assert.Equal(
            "It describes the same as networks/a.xml, so one of the two is wrong.", host.Unread("networks/z.xml")?.Reason);
    }

    [Fact]
    public void A_guest_that_stopped_while_it_was_asked_for_is_off()
    {
        const string Off = "<domain><name>g</name></domain>";
        var host = HostReader.Read(Record([], ("domains/g.xml", Off), ("domains/g.inactive.xml", Off)));
        Assert.Empty(host.Guests);
        Assert.Single(host.Definitions);
        Assert.Null(host.Unread("domains/g.xml"));
    }

    [Fact]
    public void A_guest_called_inactive_hides_no_definition()
    {
        var live = $"domains/{FileNameEscape.Escape("web.inactive")}.xml";
        var host = HostReader.Read(Record(
            [],
            (live, "<domain id='4'><name>web.inactive</name></domain>"),
            ("domains/web.inactive.xml", "<domain><name>web</name></domain>")));
        Assert.Equal("web.inactive", Assert.Single(host.Guests).Name);
        Assert.Equal("web", Assert.Single(host.Definitions).Name);
    }

    [Fact]
    public void A_header_survives_the_way_to_json_and_back()
    {
        var header = new HostHeader(
            "h\"\u0007ö", "2026-11-22T06:30:00Z", "qemu:///system", "", "6.18", [new Gap("links.json", "a\nb")]);
        var again = HostHeaderReader.Read(HostHeaderWriter.Write(header));
        Assert.Equal(header with { Gaps = [] }, again with { Gaps = [] });
        Assert.Equal(header.Gaps, again.Gaps);
    }

    [Theory]
    [InlineData("""{"format":2,"gaps":[]}""", "host.json has format 2; this version of virt-agent reads format 1 only.")]
    [InlineData("""{"format":1}""", "host.json has no 'gaps'.")]
    [InlineData("""{"gaps":[]}""", "host.json has no 'format'.")]
    [InlineData("""[]""", "host.json is no JSON object.")]
    [InlineData("""{"format":1,"gaps":[{"source":"x"}]}""", "host.json gaps, has no 'reason'.")]
    public void A_header_of_another_format_is_refused(string json, string message) =>
        Assert.Equal(message, Assert.Throws<ReadException>(() => HostHeaderReader.Read(json)).Message);

    [Fact]
    public void A_header_with_members_from_a_later_version_is_read() =>
        Assert.Equal("h", HostHeaderReader.Read("""{"later":{"x":[1]},"format":1,"hostname":"h","gaps":[]}""").Hostname);

    private static HostRecord Record(IReadOnlyList<Gap> gaps, params (string Path, string Text)[] files) =>
        new(new HostHeader("h", "", "", "", "", gaps), files.ToDictionary(file => file.Path, file => file.Text));
}
