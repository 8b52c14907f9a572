using System.Diagnostics;

namespace VirtAgent.SystemTests.Support;

/// <summary>A finished program.</summary>
/// <param name="Exit">Its exit code.</param>
/// <param name="Out">What it wrote to stdout.</param>
/// <param name="Error">What it wrote to stderr.</param>
internal sealed record Command(int Exit, string Out, string Error)
{
    /// <summary>Hardly a step of a test takes this long; a program that does hangs.</summary>
    private static readonly TimeSpan Usual = TimeSpan.FromMinutes(2);

    /// <summary>Runs a program to its end, with <paramref name="input"/> on stdin.</summary>
    /// <param name="argv">Program and arguments; no shell.</param>
    /// <param name="input">Text for stdin, which is closed behind it.</param>
    /// <param name="environment">Variables added to our own.</param>
    /// <param name="deadline">How long it may take: two minutes, unless it builds something.</param>
    /// <exception cref="TimeoutException">It did not end within that time and was killed.</exception>
    public static Command Run(
        IReadOnlyList<string> argv, string input = "", IReadOnlyDictionary<string, string>? environment = null,
        TimeSpan? deadline = null)
    {
        var start = new ProcessStartInfo(argv[0], argv.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        Feed(process, input);
        if (!process.WaitForExit(deadline ?? Usual))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"'{string.Join(' ', argv)}' did not end within {deadline ?? Usual}.");
        }

        return new Command(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }

    /// <summary>Runs a program that has to succeed, and returns its stdout.</summary>
    /// <exception cref="InvalidOperationException">Its exit code was not 0; the message holds its stderr.</exception>
    public static string Must(
        IReadOnlyList<string> argv, string input = "", IReadOnlyDictionary<string, string>? environment = null)
    {
        var command = Run(argv, input, environment);
        return command.Exit == 0
            ? command.Out
            : throw new InvalidOperationException(
                $"'{string.Join(' ', argv)}' ended with {command.Exit}: {command.Error.Trim()} {command.Out.Trim()}");
    }

    private static void Feed(Process process, string input)
    {
        try
        {
            process.StandardInput.Write(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // A program that ends without reading its input says why by its exit code.
        }
    }
}
