using System.Threading.Channels;
using VirtAgent.Observe.Hints;

namespace VirtAgent.Watch;

/// <summary>
/// All that says "look again" beside libvirt's own events, which come with its connections. Sources that report ports are there
/// only where somebody takes the reports.
/// </summary>
internal sealed class HintSources : IDisposable
{
    private const string PortFiles = "/run/libvirt/network";
    private static readonly TimeSpan Legacy = TimeSpan.FromSeconds(2);

    private readonly List<IDisposable> _sources = [];

    /// <summary>For a view that only draws: the kernel's reports, and a look every <paramref name="resync"/>.</summary>
    public static HintSources Start(HintChannel hints, TimeSpan resync, Action<string, string?> tell)
    {
        var sources = new HintSources();
        sources.Add(new KernelHints(hints, tell), source => source.Start());
        sources.Add(new LegacyPoll(hints, Legacy, tell), source => source.Start());
        sources.Add(new ResyncTimer(hints, resync, tell), source => source.Start());
        return sources;
    }

    /// <summary>Port files and the network hook too.</summary>
    public void StartPorts(HintChannel hints, ChannelWriter<PortReport> reports, string hook, string spool, Action<string, string?> tell)
    {
        Add(new PortFolder(PortFiles, hints, reports, tell), source => source.Start());
        Add(new HookSpool(spool, hints, reports, tell), source => source.Start());
        Add(new HookSocket(hook, hints, reports, tell), source => source.Start());
    }

    /// <summary>Ends them all, the last one first.</summary>
    public void Dispose()
    {
        _sources.Reverse();
        foreach (var source in _sources) source.Dispose();
        _sources.Clear();
    }

    private void Add<T>(T source, Action<T> start) where T : IDisposable
    {
        _sources.Add(source);
        start(source);
    }
}
