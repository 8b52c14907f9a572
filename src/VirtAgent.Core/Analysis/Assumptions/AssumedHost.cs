using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;

namespace VirtAgent.Core.Analysis.Assumptions;

/// <summary>A host as assumptions look at it: which devices the packets of a network's guests pass.</summary>
internal sealed class AssumedHost
{
    private readonly Dictionary<string, HashSet<string>> _devices;

    public AssumedHost(Host host)
    {
        Host = host;
        Promised = [.. host.Networks.Where(network =>
            network.Bridge is not null && network.Mode is ForwardMode.None or ForwardMode.Nat or ForwardMode.Route)];
        _devices = Promised.DistinctBy(network => network.Name)
            .ToDictionary(network => network.Name, Devices, StringComparer.Ordinal);
    }

    /// <summary>The host.</summary>
    public Host Host { get; }

    /// <summary>Its networks of which something is promised.</summary>
    public IReadOnlyList<VirtualNetwork> Promised { get; }

    /// <summary>Whether the sysctls that assumptions need were read: records of earlier versions do not hold them.</summary>
    public bool HasSysctls => Host.Sysctls.Number("net.ipv4.conf.all.accept_source_route") is not null;

    /// <summary>What to answer where they were not.</summary>
    public AssumptionOutcome NoSysctls => new AssumptionOutcome.Unchecked(
        $"{RecordFile.Sysctls} does not hold what would tell", Host.HasRulesAlone ? null : RecordFile.Sysctls);

    /// <summary>Names of the networks whose bridge <paramref name="device"/> is, or is a member of.</summary>
    public IReadOnlyList<string> NetworksOf(string? device) => device is null
        ? []
        : [.. _devices.Where(pair => pair.Value.Contains(device)).Select(pair => pair.Key)];

    /// <summary>Names of devices for which a parameter is above 0, of that family.</summary>
    public IEnumerable<string> DevicesWith(Family family, string parameter) => Host.Links
        .Where(link => !link.Loopback && Host.Sysctls.Device(family, link.Name, parameter) > 0).Select(link => link.Name);

    /// <summary>The answer for what was not observed.</summary>
    public AssumptionOutcome NotObserved(string source) => new AssumptionOutcome.Unchecked(
        Host.Unread(source) is { } gap ? $"{source} was not read: {gap.Reason.TrimEnd('.')}" : $"{source} was not observed",
        Host.HasRulesAlone && RecordFile.BesideRules.Contains(source) ? null : source);

    private HashSet<string> Devices(VirtualNetwork network) =>
        [network.Bridge!, .. Host.Links.Where(link => link.Master == network.Bridge).Select(link => link.Name)];
}
