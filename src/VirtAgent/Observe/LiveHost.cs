using VirtAgent.Core.Hosts;
using VirtAgent.Core.Readers.Libvirt;
using VirtAgent.Core.Text;
using VirtAgent.Hosting;
using VirtAgent.Observe.Hints;
using VirtAgent.Observe.Libvirt;
using VirtAgent.Observe.Network;
using VirtAgent.Observe.Snapshots;
using VirtAgent.Observe.Tools;

namespace VirtAgent.Observe;

/// <summary>Observes this host: libvirt through its library, the kernel through tools and /proc, all at once.</summary>
public static class LiveHost
{
    /// <summary>
    /// Looks once. Nothing that fails is thrown: it becomes a gap of the record, so that a host without libvirt, without
    /// permission or with a frozen daemon still shows what can be seen.
    /// </summary>
    /// <param name="uri">Its libvirt.</param>
    /// <param name="times">Where is kept what was waited for, or null.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<HostRecord> ReadAsync(
        string uri, StageTimes? times = null, CancellationToken cancellation = default)
    {
        var observation = new HostRecordBuilder();
        var tools = Task.Run(() => ToolReading.RunAsync(observation, RefreshScope.All, cancellation, times), cancellation);
        var network = Task.Run(
            () =>
            {
                using var stage = times?.Begin("netlink");
                NetworkReading.Run(observation);
            },
            cancellation);
        // Last, for the libraries that libvirt's is linked with are loaded by this thread, while the tools start on theirs.
        var libvirt = LibvirtAsync();
        using (times?.Begin("/proc/sys")) SysctlReading.Run(observation);
        await libvirt;
        using (times?.Begin("conntrack"))
            ConntrackReading.Run(observation, KnownNetworks(observation.Below(RecordFile.Networks)));
        await Task.WhenAll(tools, network);

        return observation.Close(Header(uri));

        async Task LibvirtAsync()
        {
            using var stage = times?.Begin($"libvirt at {uri}");
            await new LibvirtReading(uri, observation).RunAsync();
        }
    }

    /// <summary>This host, now; without what is read of libvirt, and without gaps.</summary>
    public static HostHeader Header(string uri) => new(
        Environment.MachineName, DateTimeOffset.UtcNow.ToString("yyyy-MM-ddTHH:mm:ssZ", null), uri, "", Kernel(), []);

    /// <summary>Those of <paramref name="documents"/> that can be read; the others are told of where all are read.</summary>
    internal static IEnumerable<VirtualNetwork> KnownNetworks(IEnumerable<string> documents)
    {
        foreach (var xml in documents.Where(xml => xml.Length > 0))
        {
            VirtualNetwork network;
            try
            {
                network = NetworkXmlReader.Read(xml);
            }
            catch (ReadException)
            {
                continue;
            }

            yield return network;
        }
    }

    private static string Kernel()
    {
        try
        {
            return File.ReadAllText("/proc/sys/kernel/osrelease").TrimEnd();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
