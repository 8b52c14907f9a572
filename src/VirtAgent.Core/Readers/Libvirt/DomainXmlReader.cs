using System.Globalization;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Text;

namespace VirtAgent.Core.Readers.Libvirt;

/// <summary>Reads virDomainGetXMLDesc, live or inactive (libvirt docs/formatdomain.rst): the guest and its interfaces.</summary>
public static class DomainXmlReader
{
    /// <summary>Reads a <c>&lt;domain&gt;</c>; at most 4 Mi characters and 256 levels.</summary>
    /// <exception cref="ReadException">It is malformed, or lacks its name.</exception>
    public static Guest Read(string xml)
    {
        var domain = SafeXml.Parse(xml, "The domain XML", "domain");
        var name = domain.RequiredText("name");
        var uuid = domain.ChildText("uuid") is { } text ? domain.Uuid(text) : "";
        var nics = domain.All("devices").SelectMany(devices => devices.All("interface")).Select(Nic);
        return new Guest(name, uuid, [.. nics]) { Id = Id(domain) };
    }

    private static int? Id(XmlElementText domain)
    {
        if (domain.Attribute("id") is not { } text) return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? id
            : throw domain.Wrong("domain id", text);
    }

    private static Nic Nic(XmlElementText nic)
    {
        var source = nic.Child("source");
        return new Nic(
            nic.Attribute("type") ?? throw nic.Lacks("type"),
            nic.Mac("address"),
            nic.Mac("currentAddress"),
            nic.Child("model")?.Attribute("type"),
            source?.Attribute("network"),
            source?.Attribute("bridge"),
            source?.Attribute("dev") ?? source?.Child("address")?.PciAddress(),
            source?.Attribute("portid")?.ToLowerInvariant(),
            nic.Child("target")?.Attribute("dev"),
            nic.Child("alias")?.Attribute("name"),
            GuestAddress(nic.Child("address")),
            nic.Child("port")?.IsYes("isolated") ?? false,
            nic.Child("filterref")?.Attribute("filter"),
            nic.Unread(),
            nic.Xml);
    }

    /// <summary>"pci 0000:01:00.0", "ccw 0xfe.0x0.0x0001"; a kind without a usual notation stays text in Unmodelled.</summary>
    private static string? GuestAddress(XmlElementText? address) => address?.Attribute("type") switch
    {
        "pci" => address.PciAddress() is { } pci ? $"pci {pci}" : null,
        "ccw" => $"ccw {address.Attribute("cssid")}.{address.Attribute("ssid")}.{address.Attribute("devno")}",
        { } other => other,
        null => null,
    };
}
