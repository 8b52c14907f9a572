using VirtAgent.Configuration;
using VirtAgent.Hosting;

namespace VirtAgent.Watch;

/// <summary>Keeps the ledger as young and as small as configured, a little at a time.</summary>
internal sealed class Retention(Func<AgentSettings> settings, Recorder recorder, Action<string, string?> tell)
{
    // A piece a minute is three million entries a day, which no host writes.
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    /// <summary>Goes on until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Period);
        string? told = null;
        do
        {
            var failure = Prune();
            if (failure != told) tell("ledger-retention", failure);
            told = failure;
        }
        while (await timer.WaitForNextTickAsync(stop));
    }

    private string? Prune()
    {
        var (keep, bytes) = (settings().LedgerKeep, settings().LedgerBytes);
        return keep is null && bytes is null ? null : recorder.Prune(keep is null ? null : HostClock.Now().Time - keep, bytes);
    }
}
