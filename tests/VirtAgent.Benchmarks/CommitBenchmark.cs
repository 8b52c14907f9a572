using System.Globalization;
using VirtAgent.SystemTests.Support;

namespace VirtAgent.Benchmarks;

/// <summary>
/// From the request that creates a port to its entry in the ledger, as the journal's socket hears of it just after, for 1,000
/// ports that <c>native/port_storm</c> makes: with the network hook, and without it, where only ports that lived 50 ms have to be
/// told.
/// </summary>
internal static class CommitBenchmark
{
    private const int Ports = 1000;
    private const string JournalSocket = "/run/commit.journal";
    private const long HasToBeSeen = 50_000;

    public static IEnumerable<Figure> Run(BenchmarkHost host)
    {
        host.Must("bash", "-euc", "printf %s \"$1\" > /run/commit.json", "bash", $$"""{ "journal": { "socket": "{{JournalSocket}}" }, "bus": { "enabled": false } }""");
        foreach (var figure in Measure(host, "inotify and events", 250, HasToBeSeen)) yield return figure;
        host.Must(RepositoryFolder.Path("deploy/hook"), "install", "--binary", BenchmarkHost.NativeProgram("network_hook"));
        foreach (var figure in Measure(host, "network hook", 50, 0)) yield return figure;
        host.Must(RepositoryFolder.Path("deploy/hook"), "remove");
    }

    private static IEnumerable<Figure> Measure(BenchmarkHost host, string by, double limit, long longEnough)
    {
        using var agent = new AgentUnit(host, "virt-agent-commit", "--config", "/run/commit.json");
        var told = host.Must(Environment.ProcessPath!, CommitChild.Verb, JournalSocket,
            BenchmarkHost.NativeProgram("port_storm"), $"{Ports}")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' '))
            .Where(words => long.Parse(words[0], CultureInfo.InvariantCulture) >= longEnough)
            .Select(words => words[1] == "never" ? double.PositiveInfinity : double.Parse(words[1], CultureInfo.InvariantCulture))
            .Order().ToList();
        yield return new Figure($"created to committed, {by}, of {told.Count}: median", told[told.Count / 2], null, null);
        yield return new Figure($"created to committed, {by}, of {told.Count}: p99", told[(int)(told.Count * 0.99)], null, limit);
        yield return new Figure($"created to committed, {by}, of {told.Count}: worst", told[^1], null, null);
    }
}
