using VirtAgent.Core.Hosts;
using VirtAgent.Core.Ports;
using VirtAgent.Core.Readers.Records;
using VirtAgent.Hosting;
using VirtAgent.Observe.Hints;
using VirtAgent.Observe.Libvirt;
using VirtAgent.Observe.Netfilter;
using VirtAgent.Observe.Network;
using VirtAgent.Observe.Snapshots;
using VirtAgent.Observe.Tools;

namespace VirtAgent.Observe;

/// <summary>
/// The host as a daemon watches it: what a hint calls into doubt is read again, the rest is kept.
/// </summary>
/// <param name="uri">Of libvirt's daemon.</param>
/// <param name="hints">Where its sources say "look again".</param>
/// <param name="warn">Told, with a source and a sentence, what went wrong and was made good by another way of reading.</param>
internal sealed class WatchedHost(string uri, HintChannel hints, Action<string, string> warn) : IDisposable
{
    private readonly LibvirtSession _libvirt = new(uri, hints);
    private readonly ParseCache _memory = new();
    private readonly WatchedFirewall _firewall = new(hints, warn);
    private readonly KnownTexts _texts = new();
    private LibvirtSnapshot? _look;

    /// <summary>Reads what <paramref name="doubted"/> calls into doubt, and returns the whole.</summary>
    public async Task<HostSnapshot> LookAsync(HintSet doubted, CancellationToken cancellation)
    {
        var begun = HostClock.Now();
        var observation = new HostRecordBuilder();
        var libvirt = _look is null || (doubted.What & RefreshScope.Libvirt) != 0 ? _libvirt.LookAsync(doubted) : null;
        var firewall = _firewall.LookAsync(doubted.What, cancellation);
        var rest = doubted.What & ~(RefreshScope.Firewall | RefreshScope.LegacyFirewall);
        var tools = ToolReading.RunAsync(observation, rest, cancellation);
        if (rest.HasFlag(RefreshScope.Sysctls)) SysctlReading.Run(observation);
        if (rest.HasFlag(RefreshScope.Links)) NetworkReading.Run(observation);
        if (libvirt is not null) _look = await libvirt;
        if (rest.HasFlag(RefreshScope.Flows)) ConntrackReading.Run(observation, LiveHost.KnownNetworks(Networks()));
        await tools;
        _texts.Keep(observation, [.. ToolReading.Sources(rest), .. Sources(rest)]);

        var host = HostReader.Read(Record(), _memory, await firewall);
        return new HostSnapshot(host, Ports(host), begun);
    }

    /// <summary>Closes libvirt's connections, and ends following the firewall.</summary>
    public void Dispose()
    {
        _libvirt.Dispose();
        _firewall.Dispose();
    }

    private static IEnumerable<string> Sources(RefreshScope what)
    {
        if (what.HasFlag(RefreshScope.Sysctls)) yield return RecordFile.Sysctls;
        if (what.HasFlag(RefreshScope.Flows)) yield return RecordFile.Conntrack;
        if (!what.HasFlag(RefreshScope.Links)) yield break;
        foreach (var source in NetworkReading.Sources) yield return source;
    }

    private IEnumerable<string> Networks() => _look!.Files
        .Where(file => file.Key.StartsWith(RecordFile.Networks + "/", StringComparison.Ordinal)).Select(file => file.Value);

    private HostRecord Record()
    {
        var files = new Dictionary<string, string>(_texts.Files, StringComparer.Ordinal);
        foreach (var (path, text) in _look!.Files) files[path] = text;
        IEnumerable<Gap> gaps = [.. _texts.Gaps, .. _firewall.Gaps, .. _look.Gaps];
        if (_look.Failure is { } failure)
            gaps = gaps.Concat([new Gap(RecordFile.Networks, failure), new Gap(RecordFile.Ports, failure),
                new Gap(RecordFile.Domains, failure)]);
        return new HostRecord(LiveHost.Header(uri) with { Libvirt = _look.Daemon, Gaps = [.. gaps] }, files);
    }

    private PortSnapshot? Ports(Host host) => host.Unread(RecordFile.Ports) is not null
        ? null
        : new PortSnapshot(
            _look!.Begun, HostClock.Now(), host.Ports,
            host.Unread(RecordFile.Domains) is null ? host.Guests : null,
            host.Unread(RecordFile.Links) is null ? host.Links : null);
}
