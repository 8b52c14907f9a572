using Microsoft.Extensions.Logging;
using VirtAgent.Analysis;
using VirtAgent.Hosting;
using VirtAgent.Observe;
using VirtAgent.Observe.Hints;

namespace VirtAgent.Watch;

/// <summary>The whole product on one screen: observe, judge, record, whenever something hints that the host is not what it was.</summary>
internal sealed class WatchLoop(HintChannel hints, WatchedHost host, Recorder recorder, ILogger log)
{
    // Under a storm of hints half of one core is what this may take; a single change after a pause is looked at at once.
    private static readonly TimeSpan LongestRest = TimeSpan.FromMilliseconds(500);

    /// <summary>Goes on until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (true)
        {
            var doubted = await hints.TakeAsync(stop);
            var begun = HostClock.Now();
            try
            {
                // Observe.
                var look = await host.LookAsync(doubted, stop);
                recorder.Record(look.Ports);

                // Judge.
                var audit = Judge.Audit(look.Host);

                // Record.
                if (recorder.Record(audit, look.Begun) is { } recheck) Again(recheck);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                // One look that breaks us must not end the watching of all others.
                log.RoundFailed(fault);
            }

            var took = HostClock.Now().SinceBoot - begun.SinceBoot;
            await Task.Delay(took < LongestRest ? took : LongestRest, stop);
        }
    }

    // A finding that may be a matter of the moment is raised by a second look that still has it.
    private void Again(TimeSpan when) =>
        _ = Task.Delay(when).ContinueWith(_ => hints.Look(Doubt.Libvirt | Doubt.Links), TaskScheduler.Default);
}
