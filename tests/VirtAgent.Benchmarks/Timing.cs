using System.Diagnostics;

namespace VirtAgent.Benchmarks;

/// <summary>How long something took, in milliseconds.</summary>
/// <param name="Wall">By the clock.</param>
/// <param name="Cpu">On the processors, user and system time.</param>
internal readonly record struct Timing(double Wall, double Cpu)
{
    public static Timing operator +(Timing a, Timing b) => new(a.Wall + b.Wall, a.Cpu + b.Cpu);

    /// <summary>Times <paramref name="work"/> in this process.</summary>
    public static Timing Of(Action work)
    {
        var cpu = Environment.CpuUsage.TotalTime;
        var start = Stopwatch.GetTimestamp();
        work();
        var wall = Stopwatch.GetElapsedTime(start);
        return new Timing(wall.TotalMilliseconds, (Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds);
    }

    /// <summary>The medians of both, each by itself.</summary>
    public static Timing Median(IReadOnlyCollection<Timing> timings) =>
        new(Middle(timings.Select(one => one.Wall)), Middle(timings.Select(one => one.Cpu)));

    /// <summary>
    /// Times <paramref name="ours"/> and <paramref name="baseline"/> by turns, so that whatever else the machine does meets both.
    /// </summary>
    public static (Timing Ours, Timing Baseline) Alternate(int rounds, Func<Timing> ours, Func<Timing> baseline)
    {
        var timings = Enumerable.Range(0, rounds).Select(_ => (Baseline: baseline(), Ours: ours())).ToList();
        return (Median([.. timings.Select(pair => pair.Ours)]), Median([.. timings.Select(pair => pair.Baseline)]));
    }

    private static double Middle(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }
}
