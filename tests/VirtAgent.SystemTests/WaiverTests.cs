using System.Text.Json;
using VirtAgent.SystemTests.Support;

namespace VirtAgent.SystemTests;

/// <summary>A waiver on a real host, as <c>check</c> and a running daemon take it.</summary>
public sealed class WaiverTests
{
    [Fact]
    public void A_waived_leak_is_ok_and_raised_anew_when_its_waiver_ends()
    {
        using var host = KvmHost.Up("waiver");
        var lab = host.Lab;
        lab.Shell("""mkdir -p /etc/virt-agent/waivers.d; echo '{ "resync": "1s" }' > /etc/virt-agent/virt-agent.json""");
        var agent = WatchingAgent.Start(lab);
        lab.Must("iptables", "-I", "FORWARD", "-i", "virbr1", "-j", "ACCEPT");
        var leaks = Agent.Check(lab);
        Assert.Equal(2, leaks.Exit);
        Assert.Equal([(false, "raised")], Told(agent, 1));

        Waive(lab, leaks, DateTime.UtcNow.AddDays(1));
        var waived = Agent.Run(lab, "check");
        Assert.Equal(0, waived.Exit);
        Assert.Contains($"; {leaks.Findings!.Count} waived | leaks=0;0;0 ", waived.Out, StringComparison.Ordinal);
        Assert.Equal("leaking", Agent.Check(lab).Network("network1").Ipv4);
        Assert.Equal([(false, "raised"), (false, "cleared"), (true, "raised")], Told(agent, 3));

        Waive(lab, leaks, DateTime.UtcNow.AddDays(-1));
        Assert.Equal(2, Agent.Check(lab).Exit);
        Assert.Equal(
            [(false, "raised"), (false, "cleared"), (true, "raised"), (false, "cleared"), (false, "raised")], Told(agent, 5));
        agent.Stop();
    }

    private static void Waive(Lab lab, CheckAnswer leaks, DateTime until)
    {
        foreach (var (leak, number) in leaks.Findings!.Select((leak, number) => (leak, number)))
        {
            var waiver = new
            {
                code = leak.Code,
                network = leak.Network,
                subject = leak.Subject,
                owner = "ann",
                reason = "A test.",
                expires = $"{until:yyyy-MM-dd}"
            };
            lab.Shell("""printf '%s' "$1" > "/etc/virt-agent/waivers.d/$2.json" """, JsonSerializer.Serialize(waiver), $"{number}");
        }
    }

    /// <summary>What the ledger tells of the leak out of network1: whether as a waived one, and what.</summary>
    private static List<(bool Waived, string What)> Told(WatchingAgent agent, int count)
    {
        static bool IsIt(LedgerAnswer entry) =>
            entry.Finding?.StartsWith("forward-leak network1 out IPv4", StringComparison.Ordinal) == true;
        return
        [
            .. agent.WaitFor(ledger => ledger.Count(IsIt) >= count).Where(IsIt)
                .Select(entry => (entry.Detail!.StartsWith("waived until ", StringComparison.Ordinal), entry.Kind.Split('-')[1])),
        ];
    }
}
