using System.Diagnostics;

namespace VirtAgent.Tests.Sinks.Metrics;

/// <summary>
/// Prometheus' own checker, where it is installed (Debian package <c>prometheus</c>); a test that needs it skips elsewhere.
/// </summary>
internal static class Promtool
{
    private const string Path = "/usr/bin/promtool";

    /// <summary>Its exit code and all it prints, given <paramref name="input"/> on standard input.</summary>
    public static (int Exit, string Output) Run(string input, params string[] arguments)
    {
        Assert.SkipUnless(File.Exists(Path), "promtool is not installed: apt-get install prometheus");
        using var process = Process.Start(new ProcessStartInfo(Path, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        process.WaitForExit();
        return (process.ExitCode, output.Result + error.Result);
    }
}
