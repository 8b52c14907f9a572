using System.Diagnostics;
using System.Globalization;

namespace VirtAgent.Benchmarks;

/// <summary>Inside the lab: commits to a chain a hundred times a second, and every two seconds opens or closes a leak.</summary>
internal static class ChurnChild
{
    public const string Verb = "churn-child";

    private const string Leak = "FORWARD -i virbr1 -j ACCEPT";
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Prints the milliseconds from each opening and closing to its finding.</summary>
    public static int Run(string journalSocket, int seconds)
    {
        using var journal = Ear.OfJournal(journalSocket);
        // One process, one commit a block.
        using var restore =
            Process.Start(new ProcessStartInfo("iptables-nft-restore", ["--noflush"]) { RedirectStandardInput = true })!;
        var gate = new Lock();
        void Commit(string lines)
        {
            lock (gate)
            {
                restore.StandardInput.Write($"*filter\n{lines}\nCOMMIT\n");
                restore.StandardInput.Flush();
            }
        }

        Commit(":CHURN - [0:0]");
        var begun = Stopwatch.GetTimestamp();
        var churn = new Thread(() =>
        {
            for (var i = 0; Stopwatch.GetElapsedTime(begun).TotalSeconds < seconds; i++)
            {
                Commit($"-F CHURN\n-A CHURN -s 10.0.0.{i % 250}/32 -j RETURN");
                var due = (i + 1) * Pace - Stopwatch.GetElapsedTime(begun);
                if (due > TimeSpan.Zero) Thread.Sleep(due);
            }
        });
        churn.Start();
        for (var open = true; churn.IsAlive; open = !open)
        {
            Thread.Sleep(Random.Shared.Next(1000, 3000));
            var changed = Stopwatch.GetTimestamp();
            Commit($"{(open ? "-I" : "-D")} {Leak}");
            var told = journal.WaitFor(Patience, open ? "finding-raised" : "finding-cleared", "forward-leak network1 out IPv4");
            Console.WriteLine(Stopwatch.GetElapsedTime(changed, told).TotalMilliseconds.ToString("0.0",
                CultureInfo.InvariantCulture));
        }

        restore.StandardInput.Close();
        restore.WaitForExit();
        return 0;
    }
}
