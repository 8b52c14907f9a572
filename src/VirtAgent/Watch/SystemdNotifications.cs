using VirtAgent.Control;
using VirtAgent.Interop.Systemd;
using VirtAgent.Observe.Hints;

namespace VirtAgent.Watch;

/// <summary>
/// What systemd is told of the daemon (sd_notify(3)). The watchdog is fed by the loop when it has turned and by nothing else; a
/// timer only gives the loop a reason to turn.
/// </summary>
internal sealed class SystemdNotifications : IDisposable
{
    private readonly Notifier _systemd = Notifier.OfProcess();
    private readonly Timer _timer;
    private volatile bool _ready;

    /// <summary>Begins to give reasons: thrice within the time of the unit's watchdog, where it has one.</summary>
    public SystemdNotifications(HintChannel hints)
    {
        var period = Notifier.WatchdogTimeout() / 3 is { } third && third < Freshness.LongestTurn ? third : Freshness.LongestTurn;
        _timer = new Timer(_ => hints.Request(RefreshScope.None), null, period, period);
    }

    /// <summary>The loop has turned.</summary>
    public void Turned(string status)
    {
        if (!_ready) _systemd.Ready();
        _ready = true;
        _systemd.Watchdog();
        _systemd.Status(status);
    }

    /// <summary>The configuration is being read again; <see cref="Reloaded"/> ends it.</summary>
    public void Reloading()
    {
        if (_ready) _systemd.Reloading();
    }

    /// <summary>The configuration was taken, or the old one was kept.</summary>
    public void Reloaded()
    {
        // Ready would also say that the service has started.
        if (_ready) _systemd.Ready();
    }

    /// <summary>The loop turns no longer.</summary>
    public void Stopping() => _systemd.Stopping();
    public void Dispose()
    {
        _timer.Dispose();
        _systemd.Dispose();
    }
}
