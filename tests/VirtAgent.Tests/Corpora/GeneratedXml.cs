using System.Text;

namespace VirtAgent.Tests.Corpora;

/// <summary>
/// Networks and network ports with everything that libvirt's format knows (formatnetwork, formatnetworkport): of each part one of
/// its forms, or none of it. The same seed makes the same document.
/// </summary>
internal static class GeneratedXml
{
    private const string Virtualport = "<virtualport type='802.1Qbg'>"
        + "<parameters managerid='11' typeid='1193047' typeidversion='2' profileid='p'/></virtualport>";

    private static readonly string[][] OfNetwork =
    [
        ["<uuid>0b3f2c1e-54a4-4a3c-8a51-6d2f9b7c1d11</uuid>"],
        [
            "<metadata><app1:foo xmlns:app1='http://foo.org/'>text</app1:foo>"
                + "<app2:bar xmlns:app2='http://bar.org/' a='b'/></metadata>",
        ],
        [
            "<forward/>", "<forward mode='nat' dev='eth1'/>", "<forward mode='open'/>",
            "<forward mode='route' dev='eth1'><interface dev='eth1'/></forward>",
            "<forward dev='eth1' mode='nat'><nat ipv6='yes'><address start='10.9.0.4' end='10.9.0.8'/>"
                + "<port start='500' end='1000'/></nat><interface dev='eth1'/></forward>",
            "<forward mode='bridge'/>", "<forward mode='private'><interface dev='eth2'/><interface dev='eth3'/></forward>",
            "<forward mode='vepa' dev='eth2'><interface dev='eth2'/></forward>",
            "<forward mode='passthrough'><pf dev='eth2'/></forward>",
            "<forward mode='hostdev' managed='yes'><driver name='vfio' model='vfio-pci-igb'/>"
                + "<address type='pci' domain='0x0000' bus='0x03' slot='0x10' function='0x1'/></forward>",
        ],
        ["<bridge name='virbr7' stp='on' delay='0' macTableManager='libvirt' zone='home'/>", "<bridge name=\"virbr8\"/>"],
        ["<mac address='52:54:00:0A:0b:0c'/>"], ["<mtu size='9000'/>"],
        ["<domain name='lan.example' localOnly='yes' register='yes'/>"],
        [
            "<dns enable='no'/>",
            "<dns forwardPlainNames='no'><forwarder domain='a.example' addr='192.0.2.1' port='5353'/><txt name='n' value='v w'/>"
                + "<host ip='10.7.0.5'><hostname>a</hostname><hostname>b</hostname></host>"
                + "<srv service='s' protocol='tcp' domain='d' target='.' port='1' priority='2' weight='3'/></dns>",
        ],
        [
            "<bandwidth><inbound average='1000' peak='2000' burst='1024'/><outbound average='2000'/></bandwidth>",
            "<bandwidth><inbound average='5' floor='2'/></bandwidth>",
        ],
        ["<vlan><tag id='42'/></vlan>", "<vlan trunk='yes'><tag id='42'/><tag id='123' nativeMode='tagged'/></vlan>"],
        [
            Virtualport, "<virtualport type='openvswitch'/>",
            "<virtualport type='802.1Qbh'><parameters profileid='q'/></virtualport>",
        ],
        [
            "<portgroup name='sales' default='yes' trustGuestRxFilters='yes'><bandwidth><inbound average='1'/></bandwidth>"
                + Virtualport
                + "<vlan trunk='yes'><tag id='4'/><tag id='5' nativeMode='untagged'/></vlan></portgroup>"
                + "<portgroup name='it'/>",
        ],
        ["<port isolated='yes'/>"],
        [
            "<ip address='10.7.0.1' netmask='255.255.255.0' localPtr='yes'><tftp root='/srv/tftp'/><dhcp>"
                + "<range start='10.7.0.2' end='10.7.0.9'><lease expiry='2' unit='hours'/></range>"
                + "<host mac='52:54:00:00:00:07' name='seven' ip='10.7.0.7'><lease expiry='90' unit='seconds'/></host>"
                + "<bootp file='pxe.img' server='10.7.0.2'/></dhcp></ip>",
            "<ip family='ipv4' address='10.7.0.1' prefix='24'/><ip address='10.8.0.1' netmask='255.255.255.0'/>",
        ],
        [
            "<ip family='ipv6' address='fd00:7::1' prefix='64'><dhcp><range start='fd00:7::2' end='fd00:7::9'/>"
                + "<host id='0:3:0:1:0:16:3e:11:22:33' name='eight' ip='fd00:7::8'/></dhcp></ip>",
        ],
        [
            "<route address='192.0.2.0' prefix='24' gateway='10.7.0.2'/>",
            "<route family='ipv6' address='2001:db8::' prefix='32' gateway='fd00:7::2' metric='3'/>"
                + "<route address='192.0.2.0' netmask='255.255.255.0' gateway='10.7.0.3'/>",
        ],
        [
            "<dnsmasq:options xmlns:dnsmasq='http://libvirt.org/schemas/network/dnsmasq/1.0'>"
                + "<dnsmasq:option value='x=y'/></dnsmasq:options>",
        ],
    ];

    private static readonly string[][] OfPort =
    [
        ["<group>sales</group>"], ["<mac address='52:54:00:0a:0b:0c'/>"], ["<rxfilters trustGuest='yes'/>"],
        ["<port isolated='yes'/>"],
        [
            "<bandwidth classID='17'><inbound average='1' peak='3' floor='2' burst='4'/>"
                + "<outbound average='5' peak='6' burst='7'/></bandwidth>",
        ],
        ["<vlan trunk='yes'><tag id='42'/><tag id='43'/></vlan>"], [Virtualport],
        [
            "<plug type='network' bridge='virbr7'/>", "<plug type='bridge' bridge='br0' macTableManager='libvirt'/>",
            "<plug type='direct' dev='eth2' mode='vepa'/>", "<plug type='network' bridge='virbr7' macTableManager='kernel'/>",
            "<plug type='hostdev-pci' managed='yes'><driver name='vfio'/>"
                + "<address domain='0x0001' bus='0x02' slot='0x03' function='0x4'/></plug>",
        ],
    ];

    /// <summary>A network.</summary>
    public static string Network(int seed) => Document(
        seed, "network", (string[])["", " ipv6='yes'", " ipv6='no' trustGuestRxFilters='yes'", " connections='2'"],
        "<name>n&amp;\"m\"</name>", OfNetwork);

    /// <summary>A port of a network.</summary>
    public static string Port(int seed) => Document(
        seed, "networkport", [""],
        "<uuid>5d744f21-ba4a-4d6e-bdb2-30a35ff3207d</uuid><owner><name>g</name>"
            + "<uuid>d54df46f-1ab5-4a22-8618-4560ef5fac2c</uuid></owner>",
        OfPort);

    private static string Document(int seed, string root, string[] attributes, string always, string[][] parts)
    {
        var random = new Random(seed);
        var indent = random.Next(2) == 0 ? "\n  " : "";
        var text = new StringBuilder(random.Next(3) == 0 ? "<?xml version='1.0'?>\n<!-- generated -->\n" : "");
        text.Append($"<{root}{attributes[random.Next(attributes.Length)]}>{indent}{always}");
        foreach (var forms in parts)
            if (random.Next(3) != 0) text.Append(indent).Append(forms[random.Next(forms.Length)]);
        return text.Append($"\n</{root}>\n").ToString();
    }
}
