using System.Diagnostics;
using System.Globalization;

namespace VirtAgent.Benchmarks;

/// <summary>Inside the lab: makes ports, and prints how long each lived and when the journal heard of it.</summary>
internal static class CommitChild
{
    public const string Verb = "commit-child";

    private const string Port = "VIRTAGENT_PORT=";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Prints "MICROSECONDS-IT-LIVED MILLISECONDS|never", a line for each port.</summary>
    public static int Run(string journalSocket, string storm, int ports)
    {
        using var journal = Ear.OfJournal(journalSocket);
        using var process = Process.Start(new ProcessStartInfo(storm,
            ["qemu:///system", "default", $"{ports}", "11"])
        { RedirectStandardOutput = true })!;
        var made = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ')).ToList();
        Thread.Sleep(Patience);
        var told = journal.Heard.Where(entry => entry.Text.Contains("VIRTAGENT_KIND=port-created\n", StringComparison.Ordinal))
            .Select(entry => (Uuid: Uuid(entry.Text), entry.Stamp)).ToLookup(entry => entry.Uuid, entry => entry.Stamp);
        foreach (var words in made)
        {
            // Stopwatch counts CLOCK_MONOTONIC too, in nanoseconds.
            var asked = long.Parse(words[4], CultureInfo.InvariantCulture) * 1000;
            var took = told[words[0]].Select(stamp => (double?)(stamp - asked) / 1e6).FirstOrDefault();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{words[3]} {(took is { } time ? time.ToString("0.0", CultureInfo.InvariantCulture) : "never")}"));
        }

        return 0;
    }

    private static string Uuid(string entry)
    {
        var at = entry.IndexOf(Port, StringComparison.Ordinal);
        return at < 0 ? "" : entry[(at + Port.Length)..].Split('\n')[0];
    }
}
