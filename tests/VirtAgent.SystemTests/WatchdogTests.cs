using VirtAgent.SystemTests.Support;

namespace VirtAgent.SystemTests;

/// <summary>A daemon that hangs, under the real systemd that watches it.</summary>
public sealed class WatchdogTests
{
    // The unit gives the loop a minute, which is the time an operator goes without; nobody waits for it in a test. Six seconds
    // are still ten times what a turn takes on a machine that is busy with other tests. All else is as the unit file has it.
    private const string Sooner = """
        mkdir -p /etc/systemd/system/virt-agent.service.d
        printf '[Service]\nWatchdogSec=6\n' > /etc/systemd/system/virt-agent.service.d/sooner.conf
        systemctl daemon-reload
        """;

    // A stopped process has only stopped when each of its threads has.
    private const string Freeze = """
        systemctl kill -s STOP virt-agent
        until ! grep -h '^State:' /proc/$1/task/*/status | grep -qv 'T (stopped)'; do sleep 0.01; done
        """;

    [Fact]
    public void A_frozen_agent_is_killed_and_started_anew_and_its_ledger_tells_what_nobody_watched()
    {
        using var host = ServiceHost.Up("watchdog", Sooner);
        var lab = host.Lab;
        var before = Agent.History(lab);
        var hung = host.MainPid;

        lab.Shell(Freeze, hung);
        var frozen = DateTimeOffset.UtcNow;
        host.Leak(open: true);
        Assert.Equal(hung, host.MainPid);
        lab.Shell(
            "until [ \"$(systemctl show -P NRestarts $1)\" -ge 1 ] && systemctl is-active -q $1; do sleep 0.1; done",
            ServiceHost.Unit);

        Assert.NotEqual(hung, host.MainPid);
        host.Logged("Watchdog timeout (limit 6s)!");
        // It has not ended by itself.
        host.Logged($"Killing process {hung} (virt-agent) with signal SIGKILL.");
        host.Logged("Failed with result 'watchdog'.");

        var after = Agent.WaitForHistory(
            lab, entries => entries.Any(IsLeak) && entries.Any(entry => IsOutage(entry, "gap-closed")));
        Assert.Equal(before.Select(entry => entry.Hash), after.Take(before.Count).Select(entry => entry.Hash));
        Assert.DoesNotContain(after, entry => entry.Kind == "agent-stopped");
        var opened = Assert.Single(after, entry => IsOutage(entry, "gap-opened"));
        var closed = Assert.Single(after, entry => IsOutage(entry, "gap-closed"));
        var started = after.Last(entry => entry.Kind == "agent-started");
        // One that is aborted first wakes up, survives that, and goes on until it is killed: the gap would begin later.
        Assert.InRange(opened.Time, before[^1].Time, frozen);
        Assert.InRange(closed.Time, started.Time, DateTimeOffset.UtcNow);
        // What came about meanwhile nobody has seen before.
        Assert.All(after.Where(IsLeak), leak => Assert.True(leak.Seq > started.Seq && leak.Time > frozen));
        Assert.Equal(0, Agent.Run(lab, "ledger", "verify").Exit);
    }

    private static bool IsOutage(LedgerAnswer entry, string kind) =>
        entry.Kind == kind && entry.Detail!.StartsWith("agent: ", StringComparison.Ordinal);

    private static bool IsLeak(LedgerAnswer entry) =>
        entry.Kind == "finding-raised" && entry.Finding!.StartsWith("forward-leak network1", StringComparison.Ordinal);
}
