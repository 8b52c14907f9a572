using System.Xml.Linq;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Readers.Libvirt;
using VirtAgent.Core.Text;
using VirtAgent.Tests.Corpora;

namespace VirtAgent.Tests.Core.Readers.Libvirt;

public class XmlReaderTests
{
    private const int Generated = 400;

    /// <summary>What the model has a field for: element, and after @ the attributes of it.</summary>
    private static readonly HashSet<string> Held =
    [
        "network", "network@ipv6", "network/name", "network/uuid", "network/bridge", "network/bridge@name",
        "network/forward", "network/forward@mode", "network/forward@dev", "network/forward/nat", "network/forward/nat@ipv6",
        "network/forward/interface", "network/forward/interface@dev",
        "network/ip", "network/ip@family", "network/ip@address", "network/ip@netmask", "network/ip@prefix",
        "networkport", "networkport/uuid", "networkport/owner", "networkport/owner/name", "networkport/owner/uuid",
        "networkport/group", "networkport/mac", "networkport/mac@address", "networkport/port", "networkport/port@isolated",
        "networkport/plug", "networkport/plug@type", "networkport/plug@bridge", "networkport/plug@dev",
        "networkport/plug/address", "networkport/plug/address@domain", "networkport/plug/address@bus",
        "networkport/plug/address@slot", "networkport/plug/address@function",
    ];

    [Fact]
    public void Every_element_and_attribute_of_a_network_is_modelled_or_kept() =>
        AssertNetworksAreWhole(Enumerable.Range(0, Generated).Select(GeneratedXml.Network));

    [Fact]
    public void Every_element_and_attribute_of_a_port_is_modelled_or_kept() =>
        AssertPortsAreWhole(Enumerable.Range(0, Generated).Select(GeneratedXml.Port));

    [CorpusFact]
    public void So_are_those_of_libvirts_own_test_data_all_of_which_are_generated()
    {
        string[] networks = [.. Documents("network")], ports = [.. Documents("networkport")];
        Assert.InRange(networks.Length, 150, 300);
        AssertNetworksAreWhole(networks);
        AssertPortsAreWhole(ports);
        var generated = Enumerable.Range(0, Generated)
            .SelectMany(seed => Places(GeneratedXml.Network(seed)).Concat(Places(GeneratedXml.Port(seed))));
        Assert.Empty(networks.Concat(ports).SelectMany(Places).Distinct().Except(generated).Order());
    }

    [Theory]
    [InlineData("", "None", "")]
    [InlineData("<forward/>", "Nat", "")]
    [InlineData("<forward dev='eth0'/>", "Nat", "eth0")]
    [InlineData("<forward mode='route' dev='eth0'><interface dev='eth0'/></forward>", "Route", "eth0")]
    [InlineData("<forward mode='vepa'><interface dev='eth1'/><interface dev='eth2'/></forward>", "Vepa", "eth1 eth2")]
    [InlineData("<forward mode='private'/>", "Private", "")]
    [InlineData("<forward mode='passthrough'><pf dev='eth0'/></forward>", "Passthrough", "")]
    [InlineData("<forward mode='hostdev' managed='yes'><pf dev='eth0'/></forward>", "HostDev", "")]
    [InlineData("<forward mode='teleport' dev='eth0'/>", "Unknown", "eth0")]
    [InlineData("<x:forward mode='nat' xmlns:x='urn:x'/>", "None", "")]
    public void A_forward_element_gives_mode_and_devices(string forward, string mode, string devices)
    {
        var network = NetworkXmlReader.Read($"<network><name>n</name>{forward}</network>");
        Assert.Equal(mode, network.Mode.ToString());
        Assert.Equal(devices, string.Join(' ', network.ForwardDevices));
    }

    [Fact]
    public void A_mode_and_a_plug_nobody_knows_keep_their_text()
    {
        var network = NetworkXmlReader.Read("<network><name>n</name><forward mode='teleport'/></network>");
        Assert.Equal(["<forward mode='teleport'/>"], network.Unmodelled);
        var port = PortXmlReader.Read(Port("<plug type='warp' bridge='b'/>"), "n");
        Assert.Equal((PlugKind.Unknown, "<plug type='warp' bridge='b'/>"), (port.Plug, port.Unmodelled[0]));
    }

    [Theory]
    [InlineData("address='10.1.2.3' netmask='255.255.255.0'", "10.1.2.0/24")]
    [InlineData("address='10.1.2.3' prefix='30'", "10.1.2.0/30")]
    [InlineData("address='10.1.2.3'", "10.0.0.0/8")]
    [InlineData("address='172.16.1.1'", "172.16.0.0/16")]
    [InlineData("address='192.168.1.1'", "192.168.1.0/24")]
    [InlineData("family='ipv6' address='fd00::1'", "fd00::/64")]
    [InlineData("family='ipv6' address='fd00::1' prefix='48'", "fd00::/48")]
    public void An_ip_element_gives_the_range_libvirt_gives_the_bridge(string attributes, string range)
    {
        var network = NetworkXmlReader.Read($"<network><name>n</name><ip {attributes}/></network>");
        Assert.Equal(range, Assert.Single(network.Addresses).Prefix.ToString());
    }

    [Theory]
    [InlineData(
        "<network><uuid>81ff0d90-c91e-6742-64da-4a736edb9a9b</uuid></network>",
        "The network XML has no <name> in its <network> at line 1.")]
    [InlineData(
        "<network><name>n</name>\n<uuid>x</uuid></network>",
        "The network XML has 'x' in its <network> at line 1, which is no UUID.")]
    [InlineData("<network><name>n</name>\n<ip/></network>", "The network XML has no address in its <ip> at line 2.")]
    [InlineData(
        "<network><name>n</name><ip address='fd00::1'/></network>",
        "The network XML has 'fd00::1' in its <ip> at line 1, which is no IPv4 address.")]
    [InlineData(
        "<network><name>n</name><ip address='10.0.0.1' prefix='33'/></network>",
        "The network XML has '33' in its <ip> at line 1, which is no IPv4 prefix length.")]
    [InlineData(
        "<network><name>n</name><ip address='10.0.0.1' netmask='x'/></network>",
        "The network XML has 'x' in its <ip> at line 1, which is no netmask.")]
    [InlineData(
        "<network><name>n</name><bridge name='../../etc/pwd'/></network>",
        "The network XML has '../../etc/pwd' in its <bridge> at line 1, which is no device name.")]
    [InlineData(
        "<network><name>n</name><bridge name='sixteen-bytes-ab'/></network>",
        "The network XML has 'sixteen-bytes-ab' in its <bridge> at line 1, which is no device name.")]
    [InlineData("<domain/>", "The network XML is no <network> but <domain>.")]
    public void A_network_that_cannot_run_is_refused_with_the_place(string xml, string message) =>
        Assert.Equal(message, Assert.Throws<ReadException>(() => NetworkXmlReader.Read(xml)).Message);

    [Theory]
    [InlineData("<plug type='direct' dev='ens3' mode='vepa'/>", PlugKind.Direct, null, "ens3", "<plug mode='vepa'/>")]
    [InlineData(
        "<plug type='bridge' bridge='br0' macTableManager='libvirt'/>",
        PlugKind.Bridge, "br0", null, "<plug macTableManager='libvirt'/>")]
    [InlineData("<plug type='hostdev-pci' managed='no'><address domain='0x0001' bus='0x02' slot='0x03' function='0x4'/></plug>",
        PlugKind.HostDevPci, null, "0001:02:03.4", "<plug managed='no'/>")]
    public void A_plug_gives_its_bridge_or_device(string plug, PlugKind kind, string? bridge, string? device, string unmodelled)
    {
        var port = PortXmlReader.Read(Port(plug), "n");
        Assert.Equal((kind, bridge, device), (port.Plug, port.PlugBridge, port.PlugDevice));
        Assert.Equal(unmodelled, Assert.Single(port.Unmodelled));
    }

    [Theory]
    [InlineData(
        "<interface type='network'><mac address='52:54:00:AA:bb:01'/>"
            + "<source network='n' portid='5D744F21-BA4A-4D6E-BDB2-30A35FF3207D' bridge='virbr0'/>"
            + "<target dev='vnet0'/><model type='virtio'/><alias name='net0'/>"
            + "<address type='pci' domain='0x0000' bus='0x01' slot='0x00' function='0x0' multifunction='on'/></interface>",
        "network 52:54:00:aa:bb:01 n virbr0 - 5d744f21-ba4a-4d6e-bdb2-30a35ff3207d vnet0 virtio net0 pci 0000:01:00.0",
        "<address multifunction='on'/>")]
    [InlineData(
        "<interface type='bridge'><source network='ovs' portgroup='vlan-01' bridge='ovsbr'/>"
            + "<virtualport type='openvswitch'/></interface>", "bridge - ovs ovsbr - - - - - -",
        "<source portgroup='vlan-01'/><virtualport type='openvswitch'/>")]
    [InlineData("<interface type='direct'><source dev='up0' mode='bridge'/><target dev='macvtap0'/></interface>",
        "direct - - - up0 - macvtap0 - - -", "<source mode='bridge'/>")]
    [InlineData(
        "<interface type='hostdev' managed='yes'><driver name='vfio'/><source>"
            + "<address type='pci' domain='0' bus='3' slot='0' function='1'/></source></interface>",
        "hostdev - - - 0000:03:00.1 - - - - -",
        "<interface managed='yes'/><driver name='vfio'/><address type='pci'/>")]
    [InlineData("<interface type='vhostuser'><source type='unix' path='/run/a&amp;b' mode='server'/></interface>",
        "vhostuser - - - - - - - - -", "<source type='unix' path='/run/a&amp;b' mode='server'/>")]
    [InlineData(
        "<interface type='vdpa'><source dev='/dev/vhost-vdpa-0'/></interface>",
        "vdpa - - - /dev/vhost-vdpa-0 - - - - -",
        "")]
    [InlineData(
        "<interface type='user'><backend type='passt'/></interface>",
        "user - - - - - - - - -",
        "<backend type='passt'/>")]
    [InlineData(
        "<interface type='ethernet'><target dev='tap7' managed='no'/>"
            + "<address type='ccw' cssid='0xfe' ssid='0x0' devno='0x0001'/></interface>",
        "ethernet - - - - - tap7 - - ccw 0xfe.0x0.0x0001",
        "<target managed='no'/>")]
    [InlineData("<interface type='udp'><source address='127.0.0.1' port='5'><local address='::1' port='6'/></source></interface>",
        "udp - - - - - - - - -", "<source address='127.0.0.1' port='5'/><local address='::1' port='6'/>")]
    [InlineData("<interface type='null'/>", "null - - - - - - - - -", "")]
    [InlineData("<interface type='internal'><source name='s'/></interface>", "internal - - - - - - - - -", "<source name='s'/>")]
    public void Every_type_of_interface_gives_its_fields_and_keeps_the_rest(string xml, string fields, string unmodelled)
    {
        var guest = DomainXmlReader.Read(
            $"<domain type='kvm' id='3'><name>g</name><metadata><devices>{xml}</devices></metadata>\n"
            + $"<devices>\n  {xml}\n</devices></domain>");
        var nic = Assert.Single(guest.Nics);
        string?[] read =
        [
            nic.Type, nic.Mac?.ToString(), nic.SourceNetwork, nic.SourceBridge, nic.SourceDevice, nic.PortId, nic.Tap, nic.Model,
            nic.Alias, nic.GuestAddress,
        ];
        Assert.Equal(3, guest.Id);
        Assert.Equal(fields, string.Join(' ', read.Select(field => field ?? "-")));
        Assert.Equal(unmodelled, string.Join("", nic.Unmodelled));
        Assert.Equal(xml, nic.Xml);
    }

    [Fact]
    public void A_filter_an_isolated_port_and_a_changed_mac_are_read()
    {
        const string Xml = "<domain><name>g</name><devices><interface type='network'>"
            + "<mac address='52:54:00:00:00:01' currentAddress='52:54:00:00:00:02'/><port isolated='yes'/>"
            + "<filterref filter='clean-traffic'><parameter name='IP' value='10.0.0.2'/></filterref>"
            + "</interface></devices></domain>";
        var nic = Assert.Single(DomainXmlReader.Read(Xml).Nics);
        Assert.Equal(("52:54:00:00:00:02", true, "clean-traffic"), (nic.CurrentMac.ToString(), nic.Isolated, nic.Filter));
        Assert.Equal(["<parameter name='IP' value='10.0.0.2'/>"], nic.Unmodelled);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public void An_interface_is_shown_as_libvirt_gave_it_whatever_ends_its_lines(string newline)
    {
        const string Nic = "<interface type='user' x=\"a>'b\">\n <!-- <interface> -->\n <script path='/a\nb'/><![CDATA[<]]>é😀\n"
            + "</interface >";
        var xml = "<?xml version='1.0'?>\n<!-- - > -->\n<domain>\n<name>g</name>😀<a\n b='1\n2'/>"
            + $"<devices>{Nic}</devices></domain>";
        var nic = Assert.Single(DomainXmlReader.Read(xml.ReplaceLineEndings(newline)).Nics);
        Assert.Equal(Nic.ReplaceLineEndings(newline), nic.Xml);
    }

    private static string Port(string rest) =>
        "<networkport><uuid>5d744f21-ba4a-4d6e-bdb2-30a35ff3207d</uuid>"
        + $"<owner><name>g</name><uuid>d54df46f-1ab5-4a22-8618-4560ef5fac2c</uuid></owner>{rest}</networkport>";

    private static IEnumerable<string> Documents(string root) =>
        from path in Directory.EnumerateFiles(ThirdParty.Path("libvirt-testdata"), "*.xml", SearchOption.AllDirectories)
        let xml = File.ReadAllText(path)
        where xml.Contains($"<{root}>", StringComparison.Ordinal) || xml.Contains($"<{root} ", StringComparison.Ordinal)
        select xml;

    private static void AssertNetworksAreWhole(IEnumerable<string> documents)
    {
        foreach (var xml in documents)
        {
            var network = NetworkXmlReader.Read(xml);
            AssertNothingLost(xml, network.Unmodelled);
            Assert.NotEqual(ForwardMode.Unknown, network.Mode);
        }
    }

    private static void AssertPortsAreWhole(IEnumerable<string> documents)
    {
        var kinds = new HashSet<PlugKind>();
        foreach (var xml in documents)
        {
            var port = PortXmlReader.Read(xml, "n");
            AssertNothingLost(xml, port.Unmodelled);
            kinds.Add(port.Plug);
        }

        Assert.Equal([PlugKind.None, PlugKind.Network, PlugKind.Bridge, PlugKind.Direct, PlugKind.HostDevPci], kinds.Order());
    }

    // Elements and attributes, by the way to them; what an application puts into the metadata is its own.
    private static IEnumerable<string> Places(string xml) =>
        from element in XDocument.Parse(xml).Descendants()
        let path = string.Join('/', element.AncestorsAndSelf().Reverse().Select(part => part.Name.LocalName))
        where !path.StartsWith("network/metadata/", StringComparison.Ordinal)
        from place in element.Attributes().Where(attribute => !attribute.IsNamespaceDeclaration)
            .Select(attribute => $"{path}@{attribute.Name.LocalName}").Append(path)
        select place;

    private static void AssertNothingLost(string xml, IReadOnlyList<string> unmodelled)
    {
        var kept = unmodelled.SelectMany(text => XElement.Parse(WithNamespaces(text)).Descendants()).SelectMany(Facts).ToList();
        foreach (var element in XDocument.Parse(xml).Descendants())
        {
            var path = string.Join('/', element.AncestorsAndSelf().Reverse().Select(part => part.Name.LocalName));
            foreach (var fact in Facts(element))
            {
                var attribute = fact.IndexOf('@', StringComparison.Ordinal);
                var place = attribute < 0 ? path : path + fact[attribute..fact.IndexOf('=', StringComparison.Ordinal)];
                Assert.True(Held.Contains(place) || kept.Remove(fact), $"{place} is lost: {fact} of {xml}");
            }
        }
    }

    /// <summary>The element's name, and each attribute with its value.</summary>
    private static IEnumerable<string> Facts(XElement element) => element.Attributes()
        .Where(attribute => !attribute.IsNamespaceDeclaration)
        .Select(attribute => $"{element.Name.LocalName}@{attribute.Name.LocalName}={attribute.Value}")
        .Append(element.Name.LocalName);

    private static string WithNamespaces(string text) =>
        $"<all xmlns:dnsmasq='d' xmlns:app1='a' xmlns:app2='b'>{text}</all>";
}
