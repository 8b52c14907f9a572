using System.Globalization;
using VirtAgent.SystemTests.Support;

namespace VirtAgent.Benchmarks;

/// <summary>
/// A minute of 100 commits a second to one chain of 10,000 rules, as kube-proxy makes them, with leaks that open and close among
/// them: what it costs the daemon, and how old its verdicts get. Then a minute of nothing.
/// </summary>
internal static class ChurnBenchmark
{
    private const int Seconds = 60;
    private const int Rules = 10_000;
    private const string JournalSocket = "/run/churn.journal";

    public static IEnumerable<Figure> Run(BenchmarkHost host)
    {
        host.Must("bash", "-euc", "printf %s \"$1\" > /run/churn.json", "bash", $$"""{ "journal": { "socket": "{{JournalSocket}}" }, "bus": { "enabled": false } }""");
        var libvirt = host.Must("iptables-nft-save");
        using (var idle = new AgentUnit(host, "virt-agent-idle", "--config", "/run/churn.json"))
        {
            Thread.Sleep(TimeSpan.FromSeconds(5));
            var before = UnitUsage.Now(host, idle.Pid);
            Thread.Sleep(TimeSpan.FromSeconds(Seconds));
            var after = UnitUsage.Now(host, idle.Pid);
            yield return new Figure("idle for a minute: processors", (after.Cpu - before.Cpu) * 100 / Seconds, null, 0.1, "%");
            yield return new Figure("idle: resident", after.Resident, null, 80, "MiB");
        }

        Command.Must([.. host.Inside, "iptables-nft-restore"], RuleMix.Around(libvirt, Rules));
        using var agent = new AgentUnit(host, "virt-agent-churn", "--config", "/run/churn.json");
        var start = UnitUsage.Now(host, agent.Pid);
        var told = host.Must(RepositoryFolder.InLab(Environment.ProcessPath!), ChurnChild.Verb, JournalSocket, $"{Seconds}")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => double.Parse(line, CultureInfo.InvariantCulture)).Order().ToList();
        var end = UnitUsage.Now(host, agent.Pid);
        yield return new Figure($"100 commits a second: processors", (end.Cpu - start.Cpu) * 100 / Seconds, null, null, "%");
        yield return new Figure($"100 commits a second: oldest verdict of {told.Count}", told[^1], null, 1000);
        yield return new Figure($"100 commits a second: median verdict", told[told.Count / 2], null, null);
        yield return new Figure("resident before", start.Resident, null, null, "MiB");
        yield return new Figure("resident after", end.Resident, null, null, "MiB");
    }
}
