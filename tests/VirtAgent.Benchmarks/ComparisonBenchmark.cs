using VirtAgent.SystemTests.Support;

namespace VirtAgent.Benchmarks;

/// <summary>
/// A package of the program against an earlier one, both on the lab host in the same run: what starts and ends by turns, the
/// daemons one after the other.
/// </summary>
internal static class ComparisonBenchmark
{
    public const string Name = "compare";

    private const int Rounds = 15;
    private const int Starts = 7;
    private const int Rules = 10_000;
    private const int Changes = 25;
    private const double Mega = 1_000_000;
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(1);

    /// <summary>Measures both.</summary>
    /// <param name="host">Where.</param>
    /// <param name="earlier">The .deb that is the baseline.</param>
    /// <param name="later">The .deb that is measured.</param>
    public static IEnumerable<Figure> Run(BenchmarkHost host, string earlier, string later)
    {
        PackagedProgram old = new(host, earlier, "old"), now = new(host, later, "new");
        yield return new Figure(".deb", now.Size / Mega, old.Size / Mega, 8, "MB");

        Timing Once(PackagedProgram program, string verb) => TimedCommand.Run(host.Inside, program.Path, verb);
        var (version, oldVersion) = Timing.Alternate(Rounds, () => Once(now, "--version"), () => Once(old, "--version"));
        yield return Figure.OfTimes("--version", version, oldVersion, factor: 0, allowance: 20);

        var (tools, checks) = CheckBenchmark.Measure(host, now.Path, old.Path);
        yield return Figure.OfTimes("check", checks[0], checks[1], factor: 0.3);
        yield return Figure.OfTimes("check, against the tools it runs", checks[0], tools, factor: 2);

        PackagedProgram.StartReceivers(host);
        var libvirt = host.Must("iptables-nft-save");
        DaemonFigures ofOld = Measure(host, old, libvirt), ofNow = Measure(host, now, libvirt);
        yield return Figure.OfTimes("systemctl start until active", ofNow.Start, ofOld.Start, factor: 0, allowance: 300);
        yield return new Figure("idle, every sink on: resident", ofNow.EverySink.Resident, ofOld.EverySink.Resident, 45, "MiB");
        yield return new Figure(
            "idle, no webhook and no OTLP: resident", ofNow.LocalSinks.Resident, ofOld.LocalSinks.Resident, 30, "MiB");
        yield return new Figure("idle, every sink on: processors", Percent(ofNow.EverySink), Percent(ofOld.EverySink), null, "%");
        yield return Figure.OfTimes($"{Rules:N0} rules, one changes: until told", ofNow.Proof, ofOld.Proof, factor: 1);
    }

    private static DaemonFigures Measure(BenchmarkHost host, PackagedProgram program, string libvirt)
    {
        program.Install();
        var starts = Enumerable.Range(0, Starts).Select(_ => program.Start()).ToList();
        UnitUsage local = program.Idle(PackagedProgram.LocalSinks, Idle), every = program.Idle(PackagedProgram.EverySink, Idle);
        Command.Must([.. host.Inside, "iptables-nft-restore"], RuleMix.Around(libvirt, Rules));
        var proof = program.Proof(Changes);
        Command.Must([.. host.Inside, "iptables-nft-restore"], libvirt);
        program.Purge();
        return new DaemonFigures(Timing.Median(starts), local, every, proof);
    }

    private static double Percent(UnitUsage usage) => usage.Cpu * 100 / Idle.TotalSeconds;

    private sealed record DaemonFigures(Timing Start, UnitUsage LocalSinks, UnitUsage EverySink, Timing Proof);
}
