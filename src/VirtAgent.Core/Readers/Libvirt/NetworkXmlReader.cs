using System.Globalization;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Text;

namespace VirtAgent.Core.Readers.Libvirt;

/// <summary>Reads virNetworkGetXMLDesc (libvirt docs/formatnetwork.rst, src/conf/schemas/network.rng).</summary>
public static class NetworkXmlReader
{
    /// <summary>Reads a <c>&lt;network&gt;</c>; at most 4 Mi characters and 256 levels.</summary>
    /// <exception cref="ReadException">It is malformed, or has an address, UUID or device name that cannot be one.</exception>
    public static VirtualNetwork Read(string xml)
    {
        var network = SafeXml.Parse(xml, "The network XML", "network");
        var forward = network.Child("forward");
        var mode = forward is null ? ForwardMode.None : Mode(forward.Attribute("mode"));
        var result = new VirtualNetwork(
            network.RequiredText("name"),
            network.ChildText("uuid") is { } uuid ? network.Uuid(uuid) : "",
            mode,
            ForwardDevices(forward),
            network.Child("bridge")?.Device("name"),
            forward?.Child("nat")?.IsYes("ipv6") ?? false,
            network.IsYes("ipv6"),
            [.. network.All("ip").Select(Address)],
            network.Unread());
        return mode == ForwardMode.Unknown ? result with { Unmodelled = [forward!.Xml, .. result.Unmodelled] } : result;
    }

    private static ForwardMode Mode(string? mode) => mode switch
    {
        // virNetworkForwardDefParseXML: <forward/> without a mode is NAT.
        null or "nat" => ForwardMode.Nat,
        "none" => ForwardMode.None,
        "route" => ForwardMode.Route,
        "open" => ForwardMode.Open,
        "bridge" => ForwardMode.Bridge,
        "private" => ForwardMode.Private,
        "vepa" => ForwardMode.Vepa,
        "passthrough" => ForwardMode.Passthrough,
        "hostdev" => ForwardMode.HostDev,
        _ => ForwardMode.Unknown,
    };

    private static IReadOnlyList<string> ForwardDevices(XmlElementText? forward)
    {
        if (forward is null) return [];
        var devices = forward.All("interface").Select(device => device.Device("dev")).Prepend(forward.Device("dev"));
        return [.. devices.OfType<string>().Distinct()];
    }

    private static NetworkAddress Address(XmlElementText ip)
    {
        var text = ip.Attribute("address") ?? throw ip.Lacks("address");
        var family = ip.Attribute("family") == "ipv6" ? Family.IPv6 : Family.IPv4;
        if (!Packets.Address.TryParse(text, out var host) || host.Family != family)
            throw ip.Wrong($"{family} address", text);

        var (prefix, netmask) = (ip.Attribute("prefix"), ip.Attribute("netmask"));
        if (prefix is null && netmask is not null)
        {
            return AddressMask.TryParse($"{text}/{netmask}", out var range)
                ? new NetworkAddress(host, range)
                : throw ip.Wrong("netmask", netmask);
        }

        if (prefix is null) return new NetworkAddress(host, AddressMask.Prefix(host, NaturalPrefix(host)));
        return int.TryParse(prefix, NumberStyles.None, CultureInfo.InvariantCulture, out var length) && length <= host.Width
            ? new NetworkAddress(host, AddressMask.Prefix(host, length))
            : throw ip.Wrong($"{family} prefix length", prefix);
    }

    /// <summary>What libvirt takes without prefix and netmask (virSocketAddrGetIPPrefix, src/util/virsocketaddr.c).</summary>
    private static int NaturalPrefix(Address host)
    {
        if (host.Bits == 0) return 0;
        if (host.Family == Family.IPv6) return 64;
        var octet = (int)(uint)(host.Bits >> 24);
        return octet < 128 ? 8 : octet < 192 ? 16 : octet < 224 ? 24 : 32;
    }
}
