using VirtAgent.Core.Hosts;
using VirtAgent.Observe.Snapshots;

namespace VirtAgent.Observe.Libvirt;

/// <summary>Reads the dnsmasq configuration that libvirt wrote for a network, where it wrote one.</summary>
internal static class DnsmasqReading
{
    private const string Folder = "/var/lib/libvirt/dnsmasq";

    /// <summary>Reads that of <paramref name="network"/>.</summary>
    public static void Run(HostRecordBuilder observation, string uri, string network)
    {
        // Only the system daemon keeps it there; libvirt allows no slash in a network's name.
        if (!uri.EndsWith("/system", StringComparison.Ordinal) || network.Contains('/')) return;
        var path = $"{Folder}/{network}.conf";
        var source = $"{RecordFile.Dnsmasq}/{FileNameEscape.Escape(network)}.conf";
        try
        {
            if (File.Exists(path)) observation.Add(source, File.ReadAllText(path));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            observation.Miss(source, $"{path} cannot be read: {failure.Message}");
        }
    }
}
