using VirtAgent.Interop.Systemd;

namespace VirtAgent.Observe.Hints;

/// <summary>
/// firewalld says on the system bus when it has replaced its rules (firewalld.dbus(5)): with its iptables backend these may be
/// legacy tables, of which the kernel tells nothing. Where there is no firewalld, or no bus, nobody misses anything, so that is
/// no trouble.
/// </summary>
internal sealed class FirewalldHints : IDisposable
{
    private const string Name = "org.fedoraproject.FirewallD1";
    private const string Reloaded =
        $"type='signal',sender='{Name}',path='/org/fedoraproject/FirewallD1',interface='{Name}',member='Reloaded'";

    private const RefreshScope Rules = RefreshScope.Firewall | RefreshScope.LegacyFirewall;

    private readonly HintChannel _hints;
    private readonly string? _address;
    private readonly WakeUp _wakeUp = new();
    private readonly SourceThread _thread;

    /// <summary>Prepares it; <see cref="Start"/> begins.</summary>
    /// <param name="hints">Where to say "look again".</param>
    /// <param name="address">Address of a bus; null for the system bus.</param>
    public FirewalldHints(HintChannel hints, string? address = null)
    {
        (_hints, _address) = (hints, address);
        _thread = new SourceThread("firewalld", new SourceStatus("firewalld", static (_, _) => { }), Listen);
    }

    public void Start() => _thread.Start();

    public void Dispose()
    {
        _thread.Dispose();
        _wakeUp.Dispose();
    }

    private void Listen(CancellationToken stop)
    {
        using var waking = stop.Register(_wakeUp.Set);
        using var bus = _address is null ? Bus.OpenSystem() : Bus.Open(_address);
        bus.Listen(Reloaded, _ => _hints.Request(Rules));
        while (!stop.IsCancellationRequested)
        {
            if (!bus.Process()) bus.Wait(_wakeUp, Timeout.InfiniteTimeSpan);
        }
    }
}
