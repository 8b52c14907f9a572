using VirtAgent.SystemTests.Support;

namespace VirtAgent.Benchmarks;

/// <summary>
/// <c>virt-agent check</c> on the lab host, from start to exit, against the tools it starts there, each run alone.
/// </summary>
internal static class CheckBenchmark
{
    private const int Rounds = 15;

    // ToolReading's list; there is no legacy table in the lab.
    private static readonly string[] Tools =
    [
        "iptables-nft-save", "ip6tables-nft-save", "nft -j list ruleset", "ip -j -d link show", "ip -j address show",
        "ip -j -4 route show table all", "ip -j -6 route show table all", "ip -j -4 rule show", "ip -j -6 rule show",
    ];

    public static IEnumerable<Figure> Run(BenchmarkHost host)
    {
        Timing Once(params string[] command) => TimedCommand.Run(host.Inside, command);
        Once(RepositoryFolder.InLab(BenchmarkHost.Agent), "check");

        var tools = new List<Timing>[Tools.Length];
        for (var i = 0; i < tools.Length; i++) tools[i] = [];
        var checks = new List<Timing>();
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < tools.Length; i++) tools[i].Add(Once(Tools[i].Split(' ')));
            checks.Add(Once(RepositoryFolder.InLab(BenchmarkHost.Agent), "check"));
        }

        var sum = tools.Select(Timing.Median).Aggregate((a, b) => a + b);
        yield return Figure.OfTimes("check, live, end to end", Timing.Median(checks), sum, factor: 2, allowance: 200);
    }
}
