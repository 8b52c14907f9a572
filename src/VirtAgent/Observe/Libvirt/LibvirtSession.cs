using VirtAgent.Hosting;
using VirtAgent.Interop.Libvirt;
using VirtAgent.Observe.Hints;
using VirtAgent.Observe.Snapshots;

namespace VirtAgent.Observe.Libvirt;

/// <summary>
/// libvirt as a daemon watches it: connections that are opened again when they end, and only what may have changed read again. A
/// connection that ended is one look that failed, so that whoever keeps the record knows of it, and a hint to look again.
/// </summary>
internal sealed class LibvirtSession : IDisposable
{
    private readonly string _uri;
    private readonly HintChannel _hints;
    private readonly TimeProvider _clock;
    private readonly AnswerWatch _answers;
    private readonly Func<AnswerWatch, ILibvirtCatalog> _open;
    private readonly Backoff _backoff = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5));
    private readonly SerialThread _thread = new("libvirt");
    private ILibvirtCatalog? _catalog;
    private int _failures;
    private Task<LibvirtSnapshot>? _reading;
    private HintSet? _unheeded;

    /// <summary>Opens nothing yet: the first look does.</summary>
    public LibvirtSession(string uri, HintChannel hints)
        : this(uri, hints, TimeProvider.System, answers => new LibvirtCatalog(LibvirtPair.Open(uri, hints), answers))
    {
    }

    /// <summary>The same by another clock, and with other connections.</summary>
    /// <param name="uri">What they are called when they cannot be read.</param>
    /// <param name="hints">Where to ask for another look.</param>
    /// <param name="clock">Measures how long a daemon is silent, and the pause before it is tried again.</param>
    /// <param name="open">Opens them.</param>
    public LibvirtSession(string uri, HintChannel hints, TimeProvider clock, Func<AnswerWatch, ILibvirtCatalog> open) =>
        (_uri, _hints, _clock, _open, _answers) = (uri, hints, clock, open, new AnswerWatch(clock));

    /// <summary>Looks again, at as little as <paramref name="hints"/> allow. One look at a time.</summary>
    public async Task<LibvirtSnapshot> LookAsync(HintSet hints)
    {
        _answers.Begin();
        // A call that hangs is not made twice: its answer is waited for again, and is the answer of this look then. It was asked
        // for before this look's hints came, so they ask for one more.
        if (_reading is not null) _unheeded = _unheeded?.With(hints) ?? hints;
        _reading ??= _thread.RunAsync(() => Read(hints));
        if (!await _answers.WaitAsync(_reading))
        {
            AgainLater();
            return Failed("it does not answer; see 'systemctl status libvirtd'.");
        }

        var look = await _reading;
        _reading = null;
        if (look.Failure is null) _failures = 0;
        else AgainLater();
        if (_unheeded is { } unheeded) _hints.PutBack(unheeded);
        _unheeded = null;
        return look;
    }

    /// <summary>Closes the connections, once what hangs on them has ended.</summary>
    public void Dispose()
    {
        _thread.RunAsync(() => Close());
        _thread.Dispose();
    }

    private LibvirtSnapshot Read(HintSet hints)
    {
        try
        {
            if (_catalog?.Ended is not { } ended) return ReadOpen(hints);
            Close();
            return Failed(ended);
        }
        catch (LibvirtException failure)
        {
            Close();
            return Failed(failure.Message);
        }
        catch (Exception unexpected)
        {
            // On a thread of its own it would end the process; as a gap it is reported with everything else.
            Close();
            return Failed($"{unexpected.GetType().Name}: {unexpected.Message}");
        }
    }

    private LibvirtSnapshot ReadOpen(HintSet hints)
    {
        _catalog ??= _open(_answers);
        var begun = HostClock.Now();
        _catalog.Refresh(hints);
        var observation = new HostRecordBuilder();
        _catalog.CopyTo(observation);
        observation.Daemon(_catalog.Daemon);
        var (files, daemon, gaps) = observation.Take();
        return new LibvirtSnapshot(files, daemon, null, gaps, begun, HostClock.Now());
    }

    private bool Close()
    {
        _catalog?.Dispose();
        _catalog = null;
        return true;
    }

    private void AgainLater() => _ = Task.Delay(_backoff.After(++_failures), _clock)
        .ContinueWith(_ => _hints.Request(RefreshScope.Libvirt), TaskScheduler.Default);

    private LibvirtSnapshot Failed(string reason)
    {
        var now = HostClock.Now();
        return new LibvirtSnapshot(new Dictionary<string, string>(), "", $"libvirt at {_uri} cannot be read: {reason}",
            [], now, now);
    }
}
