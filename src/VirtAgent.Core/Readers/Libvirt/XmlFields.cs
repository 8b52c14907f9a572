using System.Text;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Text;

namespace VirtAgent.Core.Readers.Libvirt;

/// <summary>The kinds of value that network, port and domain XML share.</summary>
internal static class XmlFields
{
    /// <summary>A UUID in the model's form: lower-case, with dashes.</summary>
    public static string Uuid(this XmlElementText parent, string text) =>
        Guid.TryParse(text, out var uuid) ? uuid.ToString("D") : throw parent.Wrong("UUID", text);

    /// <summary><c>&lt;mac address&gt;</c>; null when there is none.</summary>
    public static MacAddress? Mac(this XmlElementText parent, string attribute)
    {
        if (parent.Child("mac")?.Attribute(attribute) is not { } text) return null;
        return MacAddress.TryParse(text, out var mac) ? mac : throw parent.Wrong("MAC address", text);
    }

    /// <summary>
    /// The name of a device of a running network or port; null when the attribute is missing. What the kernel would not have
    /// taken as a name (dev_valid_name, net/core/dev.c) cannot be the device of something that runs.
    /// </summary>
    public static string? Device(this XmlElementText element, string attribute)
    {
        if (element.Attribute(attribute) is not { } name) return null;
        var valid = name.Length > 0 && Encoding.UTF8.GetByteCount(name) <= 15 && name is not ("." or "..")
            && !name.Any(character => character is '/' or ':' || char.IsWhiteSpace(character));
        return valid ? name : throw element.Wrong("device name", name);
    }

    /// <summary><c>0000:03:00.1</c> of an <c>&lt;address&gt;</c>; null when it has no bus.</summary>
    public static string? PciAddress(this XmlElementText address)
    {
        if (address.Attribute("bus") is not { } bus) return null;
        var (domain, slot, function) = (address.Attribute("domain"), address.Attribute("slot"), address.Attribute("function"));
        return $"{Hex(domain, 4)}:{Hex(bus, 2)}:{Hex(slot, 2)}.{Hex(function, 1)}";
    }

    /// <summary>The digits of <c>0x0003</c>, at least <paramref name="digits"/> of them; libvirt's default is 0.</summary>
    private static string Hex(string? text, int digits)
    {
        var bare = text is null ? "" : text.StartsWith("0x", StringComparison.Ordinal) ? text[2..] : text;
        return bare.TrimStart('0').PadLeft(digits, '0');
    }
}
