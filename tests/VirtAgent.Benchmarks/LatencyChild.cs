using System.Diagnostics;
using System.Globalization;

namespace VirtAgent.Benchmarks;

/// <summary>Inside the lab: opens and closes a leak again and again, and prints when each sink told of it.</summary>
internal static class LatencyChild
{
    public const string Verb = "latency-child";

    private static readonly string[] Leak = ["FORWARD", "-i", "virbr1", "-j", "ACCEPT"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Prints "SINK raised|cleared MILLISECONDS", a line each; a change that a sink never tells of ends it.</summary>
    public static int Run(int changes, int webhookPort, string journalSocket)
    {
        List<Ear> ears =
        [
            Ear.OfJournal(journalSocket),
            Ear.Of("bus", "busctl", "monitor", "--json=short", "--match=type='signal',interface='io.github.virtagent.Agent1'"),
            Ear.OfWebhook(webhookPort),
        ];
        // Whoever is to hear has to be listening.
        Thread.Sleep(1000);
        for (var change = 0; change < changes; change++)
        {
            Change(ears, "-I", "raised");
            Change(ears, "-D", "cleared");
        }

        foreach (var ear in ears) ear.Dispose();
        return 0;
    }

    private static void Change(List<Ear> ears, string how, string what)
    {
        using (var iptables = Process.Start(new ProcessStartInfo("iptables-nft", [how, .. Leak]))!) iptables.WaitForExit();
        var changed = Stopwatch.GetTimestamp();
        foreach (var ear in ears)
        {
            // The bus calls it FindingRaised, the others finding-raised.
            var told = ear.WaitFor(Patience, "forward-leak", $"-A {string.Join(' ', Leak)}", ear.Sink == "bus"
                ? $"{what[1..]}"
                : $"finding-{what}");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{ear.Sink} {what} {Stopwatch.GetElapsedTime(changed, told).TotalMilliseconds:0.0}"));
        }
    }
}
