using System.Globalization;
using VirtAgent.SystemTests.Support;

namespace VirtAgent.Benchmarks;

/// <summary>Times programs in a lab or in a network namespace. bash does it there, so that the way in costs nothing.</summary>
internal static class TimedCommand
{
    private const string Script = "TIMEFORMAT='%3R %3U %3S'; { time \"$@\" >/dev/null 2>&1; } 2>&1";

    /// <summary>
    /// Runs <paramref name="command"/> once behind <paramref name="way"/>, a program and arguments that lead there.
    /// </summary>
    public static Timing Run(IEnumerable<string> way, params string[] command)
    {
        var printed = Command.Must([.. way, "bash", "-c", Script, "bash", .. command]);
        var seconds = printed.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Select(number => double.Parse(number, CultureInfo.InvariantCulture)).ToArray();
        return new Timing(seconds[0] * 1000, (seconds[1] + seconds[2]) * 1000);
    }
}
