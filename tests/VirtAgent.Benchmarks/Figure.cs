namespace VirtAgent.Benchmarks;

/// <summary>One line of the result: what was measured, and what it is held against in the same run.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Ours">Our figure.</param>
/// <param name="Baseline">What it is compared with; null where it stands for itself.</param>
/// <param name="Limit">Most our figure may be; null for a figure that only informs.</param>
/// <param name="Unit">Unit of all three.</param>
/// <param name="Cpu">Processor time of ours and of the baseline in ms; neighbours disturb it less than wall time.</param>
internal sealed record Figure(string Name, double Ours, double? Baseline, double? Limit, string Unit = "ms", string Cpu = "")
{
    /// <summary>Whether the limit is missed.</summary>
    public bool Over => Ours > Limit;

    /// <summary>A time held against another.</summary>
    /// <param name="name">What it is.</param>
    /// <param name="ours">Our time.</param>
    /// <param name="baseline">The time of what it is compared with.</param>
    /// <param name="factor">How many times the baseline ours may take; null for no limit.</param>
    /// <param name="allowance">Milliseconds it may take beyond that.</param>
    public static Figure OfTimes(string name, Timing ours, Timing baseline, double? factor, double allowance = 0) => new(
        name, ours.Wall, baseline.Wall, baseline.Wall * factor + allowance, Cpu: $"{ours.Cpu:0} / {baseline.Cpu:0}");
}
