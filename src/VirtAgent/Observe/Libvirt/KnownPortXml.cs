using VirtAgent.Core.Readers.Libvirt;
using VirtAgent.Core.Text;

namespace VirtAgent.Observe.Libvirt;

/// <summary>A port's XML as it was read once.</summary>
/// <param name="Network">Network that lists it.</param>
/// <param name="Owner">UUID of the guest it was made for; empty where the XML cannot be read.</param>
/// <param name="Xml">The XML.</param>
internal sealed record KnownPortXml(string Network, string Owner, string Xml)
{
    /// <summary>Reads the owner out of <paramref name="xml"/>.</summary>
    public static KnownPortXml Of(string network, string xml)
    {
        try
        {
            return new KnownPortXml(network, PortXmlReader.Read(xml, network).OwnerUuid, xml);
        }
        catch (ReadException)
        {
            // HostReader reports it as a gap.
            return new KnownPortXml(network, "", xml);
        }
    }
}
