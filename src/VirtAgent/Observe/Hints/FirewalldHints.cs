using VirtAgent.DBus;

namespace VirtAgent.Observe.Hints;

/// <summary>
/// firewalld says on the system bus when it has replaced its rules (firewalld.dbus(5)): with its iptables backend these may be
/// legacy tables, of which the kernel tells nothing. Where there is no firewalld, or no bus, nobody misses anything, so that is
/// no trouble.
/// </summary>
internal sealed class FirewalldHints : IDisposable
{
    private const string Name = "org.fedoraproject.FirewallD1";
    private const RefreshScope Rules = RefreshScope.Firewall | RefreshScope.LegacyFirewall;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly HintChannel _hints;
    private readonly string? _address;
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Prepares it; <see cref="Start"/> begins.</summary>
    /// <param name="hints">Where to say "look again".</param>
    /// <param name="address">Address of a bus; null for the system bus.</param>
    public FirewalldHints(HintChannel hints, string? address = null) => (_hints, _address) = (hints, address);

    /// <summary>Begins.</summary>
    public void Start() => _ = Task.Run(() => RunAsync(_stop.Token));

    /// <summary>Ends it.</summary>
    public void Dispose() => _stop.Cancel();

    private async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stop);
            }
            catch (Exception) when (!stop.IsCancellationRequested)
            {
                await Task.Delay(Pause, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
            }
        }
    }

    private async Task ListenAsync(CancellationToken stop)
    {
        using var bus = await BusConnection.OpenAsync(_address, stop);
        await bus.ListenAsync(Name, "/org/fedoraproject/FirewallD1", "Reloaded", () => _hints.Request(Rules), stop);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop, bus.Gone);
        await Task.Delay(Timeout.InfiniteTimeSpan, end.Token);
    }
}
