using VirtAgent.Interop.Systemd;
using VirtAgent.Observe.Hints;
using VirtAgent.Tests.Support;

namespace VirtAgent.Tests.Observe.Hints;

/// <summary>What firewalld's signal does, on a real bus; who sends it here has firewalld's name.</summary>
public sealed class FirewalldHintsTests
{
    private const string Name = "org.fedoraproject.FirewallD1";

    private readonly HintChannel _hints = new();

    [Fact]
    public async Task A_reload_puts_all_rules_in_doubt()
    {
        using var bus = new PrivateBus();
        using var listener = new FirewalldHints(_hints, bus.Address);
        listener.Start();
        Assert.Equal(RefreshScope.Firewall | RefreshScope.LegacyFirewall, await Reloaded(bus));
    }

    [Fact]
    public async Task A_bus_that_comes_later_is_listened_to()
    {
        using var bus = new PrivateBus();
        bus.Stop();
        using var listener = new FirewalldHints(_hints, bus.Address);
        listener.Start();
        bus.StartAgain();
        Assert.Equal(RefreshScope.Firewall | RefreshScope.LegacyFirewall, await Reloaded(bus));
    }

    /// <summary>The signal is sent until it is heard: who listens may have come later than it.</summary>
    private async Task<RefreshScope> Reloaded(PrivateBus bus)
    {
        using var firewalld = Bus.Open(bus.Address);
        firewalld.RequestName(Name);
        var taken = Take();
        for (var patience = 200; patience > 0 && !taken.IsCompleted; patience--)
        {
            using var signal = firewalld.Signal("/org/fedoraproject/FirewallD1", Name, "Reloaded");
            firewalld.Send(signal);
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        return (await taken).What;
    }

    private Task<HintSet> Take() =>
        _hints.TakeAsync(TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
}
