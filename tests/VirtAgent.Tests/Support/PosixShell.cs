using System.Diagnostics;
using System.Globalization;

namespace VirtAgent.Tests.Support;

/// <summary>A real shell that is given a script to read, as one that a person pastes into.</summary>
internal static class PosixShell
{
    /// <summary>What <paramref name="script"/> prints.</summary>
    /// <param name="shell"><c>sh</c> for instance.</param>
    /// <param name="folder">Where it runs.</param>
    /// <param name="script">What it reads.</param>
    public static string Run(string shell, string folder, string script)
    {
        using var process = Process.Start(new ProcessStartInfo(shell, "-s")
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        process.StandardInput.Write(script);
        process.StandardInput.Close();
        process.WaitForExit();
        Assert.Equal("", errors.Result);
        return output.Result;
    }

    /// <summary>
    /// The words that <paramref name="program"/> receives of each of <paramref name="commands"/>, where each calls that program.
    /// </summary>
    public static IReadOnlyList<IReadOnlyList<string>> Received(
        string shell, string folder, string program, IEnumerable<string> commands)
    {
        // A function takes the program's place and says how many words it got, and each of them up to a NUL: no word holds one.
        var script = string.Concat(commands.Select(command => $"{command}\n"));
        var output = Run(shell, folder, $"{program}() {{ printf '%s\\0' \"$#\" \"$@\"; }}\n{script}").Split('\0')[..^1];
        var received = new List<IReadOnlyList<string>>();
        for (var at = 0; at < output.Length; at += received[^1].Count + 1)
            received.Add(output[(at + 1)..(at + 1 + int.Parse(output[at], CultureInfo.InvariantCulture))]);
        return received;
    }
}
