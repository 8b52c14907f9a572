using Microsoft.Extensions.Logging;
using VirtAgent.Configuration;
using VirtAgent.Core.Analysis;
using VirtAgent.Core.Hosts;
using VirtAgent.Hosting;
using VirtAgent.Logging;
using VirtAgent.Observe;
using VirtAgent.Observe.Hints;

namespace VirtAgent.Watch;

/// <summary>
/// The whole product on one screen: observe, judge, record, whenever something hints that the host is not what it was.
/// </summary>
internal sealed class WatchLoop(
    HintChannel hints, WatchedHost host, WaiverFolder waivers, Recorder recorder, AgentState last, Action turned, ILogger log)
{
    // Under a storm of hints three quarters of one core are what this may take; a change after a pause is looked at at once.
    private const int Rest = 3;
    private static readonly TimeSpan LongestRest = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(1);

    private readonly ProofMemory _proofs = new();

    /// <summary>Goes on until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (true)
        {
            var doubted = await hints.TakeAsync(stop);
            var begun = HostClock.Now();
            try
            {
                if (doubted.What == RefreshScope.None) last.Turned();
                else await TurnAsync(doubted, stop);
                turned();
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                // One look that breaks us must not end the watching of all others, and what was hinted at is still to be seen; a
                // watchdog that is not fed ends what stays broken.
                log.RoundFailed(fault);
                last.Failed($"the last look failed: {fault.Message}");
                hints.PutBack(doubted with { What = RefreshScope.All });
                await Task.Delay(AfterFault, stop);
            }

            var rest = (HostClock.Now().SinceBoot - begun.SinceBoot) / Rest;
            await Task.Delay(rest < LongestRest ? rest : LongestRest, stop);
        }
    }

    private async Task TurnAsync(HintSet doubted, CancellationToken stop)
    {
        // Observe.
        var look = await host.LookAsync(doubted, stop);
        recorder.Record(look.Ports);

        // Judge.
        var audit = waivers.Read(look.Begun.Time).Apply(Judge.Audit(look.Host, _proofs), look.Begun.Time);

        // Record.
        last.Turned(audit, look.Begun, HostClock.Now().SinceBoot - look.Begun.SinceBoot, doubted.Commits.Count);
        if (recorder.Record(audit, look.Begun, Commits(doubted)) is { } recheck) Again(recheck);
    }

    // A ruleset that was read holds what was committed while it was read, too.
    private IReadOnlyList<RulesetCommit> Commits(HintSet doubted) =>
        (doubted.What & (RefreshScope.Firewall | RefreshScope.FirewallBehind)) != 0 ? [.. doubted.Commits, .. hints.Commits] : [];

    // A finding that may be a matter of the moment is raised by a second look that still has it.
    private void Again(TimeSpan when) =>
        _ = Task.Delay(when).ContinueWith(_ => hints.Request(RefreshScope.Libvirt | RefreshScope.Links), TaskScheduler.Default);
}
