using VirtAgent.Core.Hosts;

namespace VirtAgent.Core.Analysis.Bridges;

/// <summary>What was read of libvirt's side, and so what may be concluded from something not being there.</summary>
internal static class Coverage
{
    /// <summary>The gap because of which a live NIC may exist that is not known, or null.</summary>
    public static Gap? LiveDomains(Host host) => host.Gaps.FirstOrDefault(gap =>
        IsOrLiesIn(gap, Source.Domains) && !gap.Source.EndsWith(".inactive.xml", StringComparison.Ordinal));

    /// <summary>The gap because of which some network may have a port that is not known, or null.</summary>
    public static Gap? Ports(Host host) => host.Gaps.FirstOrDefault(gap => IsOrLiesIn(gap, Source.Ports));

    /// <summary>The gap because of which <paramref name="network"/> may have a port that is not known, or null.</summary>
    public static Gap? PortsOf(Host host, string network)
    {
        var folder = $"{Source.Ports}/{FileNameEscape.Escape(network)}";
        return host.Unread(folder) ?? host.Gaps.FirstOrDefault(gap => IsOrLiesIn(gap, folder));
    }

    /// <summary>
    /// The gap because of which a port that is not in <see cref="Host.Ports"/> may be listed all the same, or null. A network
    /// that is known to be inactive lists nothing.
    /// </summary>
    public static Gap? Port(Host host, string network, string uuid)
    {
        var name = FileNameEscape.Escape(network);
        return host.Unread($"{Source.Networks}/{name}.xml") ?? host.Unread($"{Source.Ports}/{name}/{uuid}.xml");
    }

    /// <summary>The gap as a reason for a verdict.</summary>
    public static string Sentence(Gap gap) => $"{gap.Source} was not read: {gap.Reason}";

    private static bool IsOrLiesIn(Gap gap, string folder) =>
        gap.Source == folder || gap.Source.StartsWith(folder + "/", StringComparison.Ordinal);
}
