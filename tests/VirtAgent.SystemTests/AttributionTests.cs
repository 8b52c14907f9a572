using VirtAgent.SystemTests.Support;

namespace VirtAgent.SystemTests;

/// <summary>A daemon on a real host says who opened a leak, and who closed it.</summary>
public sealed class AttributionTests
{
    [Fact]
    public void A_leak_names_the_command_that_opened_it_and_its_end_the_one_that_closed_it()
    {
        using var lab = Lab.Up("blame");
        lab.StartNetwork(Lab.Xml("network1"));
        var agent = WatchingAgent.Start(lab);

        lab.Must("iptables", "-I", "FORWARD", "-i", "virbr1", "-j", "ACCEPT");
        var leak = Assert.Single(Wait(agent, "finding-raised"), entry => entry.Finding!.StartsWith("forward-leak network1 out", StringComparison.Ordinal));
        Assert.Matches(@"; nf_tables changed by iptables \(pid [1-9]\d*\)$", leak.Detail);

        lab.Must("bash", "-c", "iptables-save -t filter | grep -v -- '-A FORWARD -i virbr1 -j ACCEPT' | iptables-restore");
        var end = Assert.Single(Wait(agent, "finding-cleared"), entry => entry.Finding == leak.Finding);
        Assert.Matches(@"; nf_tables changed by iptables-restor \(pid [1-9]\d*\)$", end.Detail);
        agent.Stop();
    }

    private static IEnumerable<LedgerAnswer> Wait(WatchingAgent agent, string kind) =>
        agent.WaitFor(ledger => ledger.Any(entry => entry.Kind == kind)).Where(entry => entry.Kind == kind);
}
