using VirtAgent.Interop.Libvirt;

namespace VirtAgent.Tests.Interop;

/// <summary>The example of the package's readme, word for word.</summary>
internal static class ReadmeExample
{
    public static void PrintPorts(string uri, TextWriter output)
    {
        using var libvirt = LibvirtConnection.OpenReadOnly(uri);
        foreach (var network in libvirt.ActiveNetworks())
        {
            using (network)
            {
                foreach (var port in network.Ports())
                {
                    using (port) output.WriteLine($"{network.Name} {port.Uuid}\n{port.XmlDesc()}");
                }
            }
        }
    }
}
