using VirtAgent.Model;
using VirtAgent.Observe.Hints;
using VirtAgent.Ports;
using VirtAgent.Readers;

namespace VirtAgent.Observe;

/// <summary>
/// The host as a daemon watches it: what a hint calls into doubt is read again, the rest is kept. A text that comes out the same as
/// before stays the same object, so that nothing is parsed twice.
/// </summary>
internal sealed class WatchedHost(string uri, HintChannel hints) : IDisposable
{
    private readonly LibvirtSession _libvirt = new(uri, hints);
    private readonly ReadMemory _memory = new();
    private readonly Dictionary<string, string> _files = [];
    private readonly Dictionary<string, Gap> _gaps = [];
    private LibvirtLook? _look;

    /// <summary>Reads what <paramref name="doubted"/> calls into doubt, and returns the whole.</summary>
    public async Task<Look> LookAsync(HintSet doubted, CancellationToken cancellation)
    {
        var begun = HostClock.Now();
        var observation = new Observation();
        var libvirt = _look is null || (doubted.What & Doubt.Libvirt) != 0 ? _libvirt.LookAsync(doubted) : null;
        var tools = ToolReading.RunAsync(observation, doubted.What, cancellation);
        if (doubted.What.HasFlag(Doubt.Sysctls)) SysctlReading.Run(observation);
        await tools;
        Keep(observation, doubted.What);
        if (libvirt is not null) _look = await libvirt;

        var host = HostReader.Read(Record(), _memory);
        return new Look(host, Ports(host), begun);
    }

    /// <summary>Closes libvirt's connections.</summary>
    public void Dispose() => _libvirt.Dispose();

    private void Keep(Observation observation, Doubt what)
    {
        var (files, _, gaps) = observation.Take();
        IEnumerable<string> read = ToolReading.Sources(what);
        if (what.HasFlag(Doubt.Sysctls)) read = read.Append(Source.Sysctls);
        foreach (var source in read)
        {
            if (!files.TryGetValue(source, out var text)) _files.Remove(source);
            else if (!_files.TryGetValue(source, out var before) || before != text) _files[source] = text;
            _gaps.Remove(source);
        }

        foreach (var gap in gaps) _gaps[gap.Source] = gap;
    }

    private HostRecord Record()
    {
        var files = new Dictionary<string, string>(_files, StringComparer.Ordinal);
        foreach (var (path, text) in _look!.Files) files[path] = text;
        IEnumerable<Gap> gaps = [.. _gaps.Values, .. _look.Gaps];
        if (_look.Failure is { } failure)
            gaps = gaps.Concat([new Gap(Source.Networks, failure), new Gap(Source.Ports, failure), new Gap(Source.Domains, failure)]);
        return new HostRecord(LiveHost.Header(uri) with { Libvirt = _look.Daemon, Gaps = [.. gaps] }, files);
    }

    private PortLook? Ports(Host host) => host.Unread(Source.Ports) is not null
        ? null
        : new PortLook(
            _look!.Begun, HostClock.Now(), host.Ports,
            host.Unread(Source.Domains) is null ? host.Guests : null,
            host.Unread(Source.Links) is null ? host.Links : null);
}
