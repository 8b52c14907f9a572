using System.Threading.Channels;
using VirtAgent.Observe.Hints;

namespace VirtAgent.Watch;

/// <summary>All that says "look again" beside libvirt's own events, which come with its connections.</summary>
/// <param name="hints">Where they say so.</param>
/// <param name="tell">Told of a source that is in trouble, and (null) when it is not any more.</param>
/// <param name="warn">Told, with a source and a sentence, what went wrong and was made good by looking again.</param>
internal sealed class HintSources(HintChannel hints, Action<string, string?> tell, Action<string, string> warn) : IDisposable
{
    private const string PortFiles = "/run/libvirt/network";
    private static readonly TimeSpan Legacy = TimeSpan.FromSeconds(2);

    private readonly Stack<IDisposable> _sources = [];
    private ResyncTimer? _resync;

    /// <summary>What the network hook has spooled; the task ends when all that was there is in the ledger.</summary>
    public Task StartSpool(string folder, ChannelWriter<PortReport> reports)
    {
        var spool = new HookSpool(folder, hints, reports, tell);
        _sources.Push(spool);
        spool.Start();
        return spool.CaughtUp;
    }

    /// <summary>Ports as they come and go: libvirt's port files and the network hook.</summary>
    public void StartPorts(string socket, ChannelWriter<PortReport> reports)
    {
        var folder = new PortFolder(PortFiles, hints, reports, tell);
        _sources.Push(folder);
        folder.Start();
        var hook = new HookSocket(socket, hints, reports, tell);
        _sources.Push(hook);
        hook.Start();
    }

    /// <summary>The kernel's own reports, a poll of what it does not report, and a look at everything now and then.</summary>
    public void StartKernel(TimeSpan resync)
    {
        var kernel = new KernelHints(hints, tell, warn);
        _sources.Push(kernel);
        kernel.Start();
        var firewalld = new FirewalldHints(hints);
        _sources.Push(firewalld);
        firewalld.Start();
        var legacy = new LegacyPoll(hints, Legacy, tell);
        _sources.Push(legacy);
        legacy.Start();
        Resync(resync);
    }

    /// <summary>From now on everything is looked at this often, whatever happens.</summary>
    public void Resync(TimeSpan period)
    {
        _resync?.Dispose();
        _resync = new ResyncTimer(hints, period, tell);
        _resync.Start();
    }

    /// <summary>Ends them, the last one first.</summary>
    public void Dispose()
    {
        _resync?.Dispose();
        while (_sources.TryPop(out var source)) source.Dispose();
    }
}
