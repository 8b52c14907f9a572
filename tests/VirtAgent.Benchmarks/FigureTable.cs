namespace VirtAgent.Benchmarks;

/// <summary>Prints figures as they come, for a benchmark takes a while.</summary>
internal static class FigureTable
{
    public static void Header()
    {
        Console.WriteLine(
            $"{Environment.ProcessorCount} processors, load {Load()}; wall times are medians; cpu is user and system time");
        Console.WriteLine();
        Line("name", "ours", "baseline", "ratio", "limit", "", "cpu ours / baseline");
        Console.WriteLine(new string('-', 118));
    }

    public static void Row(Figure figure) => Line(
        figure.Name,
        Value(figure.Ours, figure.Unit),
        Value(figure.Baseline, figure.Unit),
        figure.Baseline is { } baseline ? $"{figure.Ours / baseline:0.00}" : "",
        Value(figure.Limit, figure.Unit),
        figure switch { { Limit: null } => "", { Over: true } => "over", _ => "ok" },
        figure.Cpu);

    public static void Footer()
    {
        Console.WriteLine();
        Console.WriteLine($"load at the end {Load()}");
    }

    private static void Line(string name, string ours, string baseline, string ratio, string limit, string verdict, string cpu) =>
        Console.WriteLine($"{name,-46} {ours,12} {baseline,12} {ratio,6} {limit,12}  {verdict,-4}  {cpu}".TrimEnd());

    private static string Value(double? value, string unit) => value is { } number ? $"{number:0.0} {unit}" : "";

    private static string Load() => string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ')[..3]);
}
