using System.Runtime.InteropServices;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using VirtAgent.Configuration;
using VirtAgent.Control;
using VirtAgent.Hosting;
using VirtAgent.Logging;

namespace VirtAgent.Watch;

/// <summary>
/// Reads the configuration again when the process is told to (SIGHUP). One that is wrong is refused as a whole and the old one
/// holds; of a good one only what changed is replaced.
/// </summary>
/// <param name="place">Where it is.</param>
/// <param name="settings">What holds at first.</param>
/// <param name="pulse">Tells systemd.</param>
/// <param name="log">Where what became of it is told.</param>
internal sealed class Reload(ConfigPlace place, AgentSettings settings, SystemdNotifications pulse, ILogger log)
    : IAsyncDisposable
{
    private readonly Channel<bool> _asked =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private readonly CancellationTokenSource _stop = new();
    private volatile ConfigState _state = new(settings, HostClock.Now().Time);
    private PosixSignalRegistration? _signal;
    private Task _working = Task.CompletedTask;

    /// <summary>How the configuration stands.</summary>
    public ConfigState State => _state;

    /// <summary>
    /// Begins to take signals, until what it returns is disposed of; a reload that is under way is finished first.
    /// </summary>
    /// <param name="sinks">Replaced where their settings changed.</param>
    /// <param name="sources">Told how often to look at everything.</param>
    public IAsyncDisposable Start(SinkSet sinks, HintSources sources)
    {
        _signal = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            // Else it ends the process.
            signal.Cancel = true;
            _asked.Writer.TryWrite(true);
        });
        _working = Task.Run(() => RunAsync(sinks, sources));
        return this;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _signal?.Dispose();
        await _stop.CancelAsync();
        await _working.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task RunAsync(SinkSet sinks, HintSources sources)
    {
        while (true)
        {
            await _asked.Reader.ReadAsync(_stop.Token);
            pulse.Reloading();
            try
            {
                _state = await TakeAsync(sinks, sources);
            }
            catch (Exception fault)
            {
                log.ReloadFailed(fault);
                _state = _state with { Problems = [$"A reload failed by a fault of virt-agent: {fault.Message}"] };
            }
            finally
            {
                pulse.Reloaded();
            }
        }
    }

    private async Task<ConfigState> TakeAsync(SinkSet sinks, HintSources sources)
    {
        var (old, now) = (_state, HostClock.Now().Time);
        AgentSettings fresh;
        try
        {
            fresh = place.Read();
        }
        catch (ConfigException wrong)
        {
            log.ConfigRefused(wrong.Message);
            return old with { Refused = now, Problems = wrong.Problems };
        }

        IReadOnlyList<string> waiting = fresh.Uri == old.Settings.Uri ? [] : ["uri"];
        if (waiting.Count > 0) log.ConfigWaits("uri", old.Settings.Uri);
        fresh = fresh with { Uri = old.Settings.Uri };
        if (fresh.Resync != old.Settings.Resync) sources.Resync(fresh.Resync);
        var (changed, problems) = await sinks.TakeAsync(fresh);
        foreach (var problem in problems) log.ConfigTrouble(problem);
        var retained = (fresh.LedgerKeep, fresh.LedgerBytes) == (old.Settings.LedgerKeep, old.Settings.LedgerBytes);
        string[] all =
        [
            .. fresh.Resync == old.Settings.Resync ? Array.Empty<string>() : ["resync"],
            .. retained ? Array.Empty<string>() : ["ledger"],
            .. changed,
        ];
        log.ConfigTaken(all.Length == 0 ? "nothing" : string.Join(", ", all));
        return new ConfigState(fresh, now) { Problems = problems, Waiting = waiting };
    }
}
