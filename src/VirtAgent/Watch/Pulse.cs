using VirtAgent.Interop.Systemd;
using VirtAgent.Observe.Hints;

namespace VirtAgent.Watch;

/// <summary>
/// What systemd is told of the daemon (sd_notify(3)). The watchdog is fed by the loop when it has turned and by nothing else; a timer
/// only gives the loop a reason to turn.
/// </summary>
internal sealed class Pulse : IDisposable
{
    private readonly Notifier _systemd = Notifier.OfProcess();
    private readonly Timer? _timer;
    private bool _ready;

    /// <summary>Begins to give reasons, where the unit has a watchdog.</summary>
    public Pulse(HintChannel hints)
    {
        if (Notifier.WatchdogTimeout() is not { } timeout) return;
        var period = timeout / 3;
        _timer = new Timer(_ => hints.Look(Doubt.None), null, period, period);
    }

    /// <summary>The loop has turned.</summary>
    public void Turned(string status)
    {
        if (!_ready) _systemd.Ready();
        _ready = true;
        _systemd.Watchdog();
        _systemd.Status(status);
    }

    /// <summary>The loop turns no longer.</summary>
    public void Stopping() => _systemd.Stopping();

    /// <summary>Ends the timer.</summary>
    public void Dispose()
    {
        _timer?.Dispose();
        _systemd.Dispose();
    }
}
