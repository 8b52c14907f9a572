using System.Diagnostics;
using VirtAgent.SystemTests.Support;

namespace VirtAgent.SystemTests;

/// <summary>A daemon on a real host says who opened a leak, and who closed it.</summary>
public sealed class AttributionTests
{
    [Fact]
    public void A_leak_names_the_command_that_opened_it_and_its_end_the_one_that_closed_it()
    {
        using var host = KvmHost.Up("blame");
        var agent = WatchingAgent.Start(host.Lab);
        // Of what its first look finds nobody knows who made it, and it watches a moment before that is over.
        var patience = Stopwatch.StartNew();
        while (Agent.Run(host.Lab, "check", "--via-daemon").Exit != 0)
        {
            Assert.True(patience.Elapsed < TimeSpan.FromSeconds(20), "It proves nothing.");
            Thread.Sleep(50);
        }

        host.Lab.Must("iptables", "-I", "FORWARD", "-i", "virbr1", "-j", "ACCEPT");
        var leak = Entry(agent, "finding-raised");
        Assert.Matches(@"; nf_tables changed by iptables \(pid [1-9]\d*\)$", leak.Detail);

        host.Lab.Shell("iptables-save | grep -v -- '-A FORWARD -i virbr1 -j ACCEPT' | iptables-restore");
        var end = Entry(agent, "finding-cleared");
        Assert.Equal(leak.Finding, end.Finding);
        Assert.Matches(@"; nf_tables changed by iptables-restor \(pid [1-9]\d*\)$", end.Detail);
        agent.Stop();
    }

    private static LedgerAnswer Entry(WatchingAgent agent, string kind)
    {
        bool IsIt(LedgerAnswer entry) =>
            entry.Kind == kind && entry.Finding!.StartsWith("forward-leak network1 out IPv4", StringComparison.Ordinal);
        return Assert.Single(agent.WaitFor(ledger => ledger.Any(IsIt)), IsIt);
    }
}
