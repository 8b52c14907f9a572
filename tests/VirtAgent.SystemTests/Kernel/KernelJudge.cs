using System.Diagnostics;
using VirtAgent.SystemTests.Support;

namespace VirtAgent.SystemTests.Kernel;

/// <summary>
/// A network namespace of its own in which real packets meet real rules: <c>native/kernel_judge.c</c>, compiled once per
/// test run. Gone with its network, rules and connections when disposed of.
/// </summary>
internal sealed class KernelJudge : IDisposable
{
    // Both pipes hold this many answers and questions without either side waiting for the other.
    private const int PacketsAtOnce = 64;

    private static readonly Lazy<string> Program = new(Compile);

    private readonly Process _process;
    private readonly string _folder = Directory.CreateTempSubdirectory("virtagent-judge-").FullName;

    private KernelJudge(Process process) => _process = process;

    /// <summary>
    /// A namespace with a TUN device of each name; the running test fails where that needs rights it does not have.
    /// </summary>
    public static KernelJudge Start(IEnumerable<string> devices)
    {
        if (!Environment.IsPrivilegedProcess) Assert.Fail("Judging rules by the kernel needs root.");
        var start = new ProcessStartInfo(Program.Value, devices) { RedirectStandardInput = true, RedirectStandardOutput = true };
        var judge = new KernelJudge(Process.Start(start)!);
        if (judge._process.StandardOutput.ReadLine() == "ready") return judge;

        judge.Dispose();
        Assert.Fail("kernel_judge could not make its network namespace; its message is on standard error.");
        return judge;
    }

    /// <summary>The namespace.</summary>
    public string NetworkNamespace => $"/proc/{_process.Id}/ns/net";

    /// <summary>Runs a program in the namespace with <paramref name="input"/> as its input; returns its output.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message holds what it said.</exception>
    public string Run(string input, params string[] command)
    {
        var file = Path.Combine(_folder, "input");
        File.WriteAllText(file, input);
        _process.StandardInput.Write($"run {file} {string.Join(' ', command)}\n\n");
        _process.StandardInput.Flush();
        var lines = new List<string>();
        var line = Answer();
        for (; !line.StartsWith("exit ", StringComparison.Ordinal); line = Answer()) lines.Add(line);
        var output = string.Concat(lines.Select(text => text + "\n"));
        return line == "exit 0"
            ? output
            : throw new InvalidOperationException($"'{string.Join(' ', command)}': {line}\n{output}");
    }

    /// <summary>Forgets every tracked connection.</summary>
    public void Flush() => Ask("flush\n", 1);

    /// <summary>Lets packets arrive one after the other and tells what left the namespace because of each.</summary>
    public IReadOnlyList<IReadOnlyList<Departure>> Judge(IReadOnlyList<Arrival> arrivals)
    {
        var departures = new List<IReadOnlyList<Departure>>(arrivals.Count);
        foreach (var some in arrivals.Chunk(PacketsAtOnce))
        {
            var questions = string.Concat(some.Select(arrival =>
                $"{(arrival.Flush ? "flush\n" : "")}packet {arrival.Device} {Convert.ToHexStringLower(arrival.Octets)}\n"));
            var answers = Ask(questions, some.Length + some.Count(arrival => arrival.Flush));
            departures.AddRange(answers.Select(Departures).OfType<Departure[]>());
        }

        return departures;
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static Departure[]? Departures(string answer)
    {
        var words = answer.Split(' ');
        return words[0] switch
        {
            "ok" => null,
            "none" => [],
            "out" => [.. words.Skip(1).Chunk(2).Select(pair => new Departure(pair[0], Convert.FromHexString(pair[1])))],
            _ => throw new InvalidOperationException(answer),
        };
    }

    private List<string> Ask(string questions, int count)
    {
        _process.StandardInput.Write(questions + "\n");
        _process.StandardInput.Flush();
        return [.. Enumerable.Range(0, count).Select(_ => Answer())];
    }

    private string Answer() =>
        _process.StandardOutput.ReadLine()
        ?? throw new InvalidOperationException("kernel_judge ended; its message is on standard error.");

    private static string Compile()
    {
        var folder = Directory.CreateTempSubdirectory("virtagent-native-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        var native = RepositoryFolder.Path("native");
        using var make = Process.Start("make", ["-s", "-C", native, $"O={folder}", $"{folder}/kernel_judge"]);
        make.WaitForExit();
        Assert.True(
            make.ExitCode == 0, "native/kernel_judge.c did not compile: 'make -C native' says why; it needs a C compiler.");
        return Path.Combine(folder, "kernel_judge");
    }
}
