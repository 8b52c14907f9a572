using VirtAgent.Core.Hosts;
using VirtAgent.Core.Text;

namespace VirtAgent.Core.Readers.Libvirt;

/// <summary>Reads virNetworkPortGetXMLDesc (libvirt docs/formatnetworkport.rst, src/conf/schemas/networkport.rng).</summary>
public static class PortXmlReader
{
    /// <summary>Reads a <c>&lt;networkport&gt;</c>; at most 4 Mi characters and 256 levels.</summary>
    /// <param name="xml">The port XML.</param>
    /// <param name="network">Name of the network that lists the port: the XML does not say it.</param>
    /// <exception cref="ReadException">It is malformed, or lacks its UUID or owner.</exception>
    public static NetworkPort Read(string xml, string network)
    {
        var port = SafeXml.Parse(xml, "The port XML", "networkport");
        var owner = port.Child("owner") ?? throw port.Lacks("<owner>");
        var plug = port.Child("plug");
        var kind = Kind(plug);
        var result = new NetworkPort(
            port.Uuid(port.RequiredText("uuid")),
            network,
            owner.RequiredText("name"),
            owner.Uuid(owner.RequiredText("uuid")),
            port.Mac("address"),
            port.ChildText("group"),
            kind,
            kind is PlugKind.Network or PlugKind.Bridge ? plug!.Device("bridge") : null,
            kind switch
            {
                PlugKind.Direct => plug!.Device("dev"),
                PlugKind.HostDevPci => plug!.Child("address")?.PciAddress(),
                _ => null,
            },
            port.Child("port")?.IsYes("isolated") ?? false,
            port.Unread(),
            xml);
        return kind == PlugKind.Unknown ? result with { Unmodelled = [plug!.Xml, .. result.Unmodelled] } : result;
    }

    private static PlugKind Kind(XmlElementText? plug) => plug is null ? PlugKind.None : plug.Attribute("type") switch
    {
        "network" => PlugKind.Network,
        "bridge" => PlugKind.Bridge,
        "direct" => PlugKind.Direct,
        "hostdev-pci" => PlugKind.HostDevPci,
        _ => PlugKind.Unknown,
    };
}
