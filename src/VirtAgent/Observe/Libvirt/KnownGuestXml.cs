using VirtAgent.Core.Readers.Libvirt;
using VirtAgent.Core.Text;

namespace VirtAgent.Observe.Libvirt;

/// <summary>A running guest's XML as it was read last.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Id">The number of its run.</param>
/// <param name="Ports">UUIDs of the ports its NICs name.</param>
/// <param name="Xml">The XML.</param>
internal sealed record KnownGuestXml(string Name, int? Id, IReadOnlySet<string> Ports, string Xml)
{
    /// <summary>Reads the ports out of <paramref name="xml"/>.</summary>
    public static KnownGuestXml Of(string name, int? id, string xml)
    {
        try
        {
            var ports = DomainXmlReader.Read(xml).Nics.Select(nic => nic.PortId).OfType<string>();
            return new KnownGuestXml(name, id, ports.ToHashSet(StringComparer.Ordinal), xml);
        }
        catch (ReadException)
        {
            // HostReader reports it as a gap.
            return new KnownGuestXml(name, id, new HashSet<string>(), xml);
        }
    }
}
