using Microsoft.Extensions.Logging;
using VirtAgent.Configuration;
using VirtAgent.Core.Analysis;
using VirtAgent.Core.Hosts;
using VirtAgent.Hosting;
using VirtAgent.Logging;
using VirtAgent.Observe.Hints;
using VirtAgent.Observe.Snapshots;

namespace VirtAgent.Watch;

/// <summary>
/// The whole product on one screen: observe, judge, record, whenever something hints that the host is not what it was.
/// </summary>
/// <param name="hints">What to look at again, and when.</param>
/// <param name="look">Looks at it.</param>
/// <param name="waivers">What somebody answers for.</param>
/// <param name="recorder">Told of what was seen and judged.</param>
/// <param name="last">How things stand.</param>
/// <param name="turned">Called after every round that did not fail.</param>
/// <param name="log">Told of one that failed.</param>
/// <param name="clock">Measures the rests between them.</param>
internal sealed class WatchLoop(
    HintChannel hints, Func<HintSet, CancellationToken, Task<HostSnapshot>> look, WaiverFolder waivers, Recorder recorder,
    AgentState last, Action turned, ILogger log, TimeProvider clock)
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
            var begun = clock.GetTimestamp();
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
                await Task.Delay(AfterFault, clock, stop);
            }

            var rest = clock.GetElapsedTime(begun) / Rest;
            await Task.Delay(rest < LongestRest ? rest : LongestRest, clock, stop);
        }
    }

    private async Task TurnAsync(HintSet doubted, CancellationToken stop)
    {
        // Observe.
        var seen = await look(doubted, stop);
        recorder.Record(seen.Ports);

        // Judge.
        var audit = waivers.Read(seen.Begun.Time).Apply(Judge.Audit(seen.Host, _proofs), seen.Begun.Time);

        // Record.
        last.Turned(audit, seen.Begun, HostClock.Now().SinceBoot - seen.Begun.SinceBoot, doubted.Commits.Count);
        if (recorder.Record(audit, seen.Begun, Commits(doubted)) is { } recheck) Again(recheck);
    }

    // A ruleset that was read holds what was committed while it was read, too.
    private IReadOnlyList<RulesetCommit> Commits(HintSet doubted) =>
        (doubted.What & (RefreshScope.Firewall | RefreshScope.FirewallBehind)) != 0 ? [.. doubted.Commits, .. hints.Commits] : [];

    // A finding that may be a matter of the moment is raised by a second look that still has it.
    private void Again(TimeSpan when) =>
        _ = Task.Delay(when, clock).ContinueWith(
            _ => hints.Request(RefreshScope.Libvirt | RefreshScope.Links), TaskScheduler.Default);
}
