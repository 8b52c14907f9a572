using System.Diagnostics;
using System.Text.Json;

namespace VirtAgent.SystemTests.Support;

/// <summary>The virt-agent that <c>deploy/package</c> has packed, run inside a lab as its operator would run it.</summary>
internal static class Agent
{
    /// <summary>The executable; the work tree is visible in every lab under the same path.</summary>
    public static readonly string Program = Package.Tree("amd64", "usr/lib/virt-agent/virt-agent");

    private static readonly JsonSerializerOptions Names = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Runs it to its end.</summary>
    public static Command Run(Lab lab, params string[] arguments) => lab.Run([Program, .. arguments]);

    /// <summary>Runs <c>check</c>, of the host or with more <paramref name="options"/>.</summary>
    public static CheckAnswer Check(Lab lab, params string[] options) =>
        ReadCheck(Run(lab, ["check", "--format", "json", .. options]));

    /// <summary>Reads what <c>check --format json</c> printed; its exit code is the one it says.</summary>
    public static CheckAnswer ReadCheck(Command check)
    {
        var answer = Read<CheckAnswer>(check.Out);
        Assert.Equal(check.Exit, answer.Exit);
        return answer;
    }

    /// <summary>Runs a verb that has to succeed, and reads its answer.</summary>
    public static T Ask<T>(Lab lab, params string[] arguments) => Read<T>(lab.Must([Program, .. arguments, "--format", "json"]));

    /// <summary>The whole ledger.</summary>
    public static IReadOnlyList<LedgerAnswer> History(Lab lab)
    {
        var history = Run(lab, "history", "--format", "json");
        // Before the first entry there is no ledger.
        return history.Exit == 0 ? Read<LedgerAnswer[]>(history.Out) : [];
    }

    /// <summary>Waits until the ledger is as it should be, or for <paramref name="patience"/> (20 s); returns it.</summary>
    public static IReadOnlyList<LedgerAnswer> WaitForHistory(
        Lab lab, Func<IReadOnlyList<LedgerAnswer>, bool> expected, TimeSpan? patience = null)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            var history = History(lab);
            if (expected(history) || waited.Elapsed > (patience ?? TimeSpan.FromSeconds(20))) return history;
            Thread.Sleep(100);
        }
    }

    private static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, Names)!;
}
