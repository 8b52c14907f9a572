using System.Globalization;
using VirtAgent.SystemTests.Support;

namespace VirtAgent.Benchmarks;

/// <summary>The most memory that reading and proving 100,000 rules takes, nft's JSON of them included.</summary>
internal static class MemoryBenchmark
{
    private const int Count = 100_000;

    public static IEnumerable<Figure> Run(BenchmarkHost host)
    {
        using var recorded = new RecordedRules(host, Count);
        var printed = Command.Must([Environment.ProcessPath!, AuditChild.Verb, recorded.Path]).Split(' ');
        yield return new Figure(
            $"{Count:N0} rules, peak memory", double.Parse(printed[1], CultureInfo.InvariantCulture) / 1024, null, 1024, "MiB");
        yield return new Figure(
            $"{Count:N0} rules, read and proved ({printed[2].Trim()})",
            double.Parse(printed[0], CultureInfo.InvariantCulture), null, null);
    }
}
