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
        var (tools, checks) = Measure(host, RepositoryFolder.InLab(BenchmarkHost.Agent));
        yield return Figure.OfTimes("check, live, end to end", checks[0], tools, factor: 2);
    }

    /// <summary>
    /// The sum of what the tools take, and what <c>check</c> of each of <paramref name="programs"/> takes, by turns.
    /// </summary>
    public static (Timing Tools, IReadOnlyList<Timing> Checks) Measure(BenchmarkHost host, params string[] programs)
    {
        List<string[]> commands =
            [.. Tools.Select(tool => tool.Split(' ')), .. programs.Select(program => (string[])[program, "check"])];
        var rounds = Enumerable.Range(0, Rounds)
            .Select(_ => commands.Select(command => TimedCommand.Run(host.Inside, command)).ToList()).ToList();
        var medians = commands.Select((_, i) => Timing.Median([.. rounds.Select(round => round[i])])).ToList();
        return (medians[..Tools.Length].Aggregate((a, b) => a + b), medians[Tools.Length..]);
    }
}
