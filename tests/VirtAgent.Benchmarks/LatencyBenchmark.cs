using System.Globalization;
using VirtAgent.SystemTests.Support;

namespace VirtAgent.Benchmarks;

/// <summary>
/// From the end of the iptables command that opens or closes a leak to the moment its finding arrives at the journal's socket
/// (what journalctl -f prints is up to 250 ms later), at busctl and at a webhook's receiver, all in the lab, where the daemon
/// runs as a unit among 50 ports. A lost finding ends the benchmark.
/// </summary>
internal static class LatencyBenchmark
{
    private const string Unit = "virt-agent-latency";
    private const int Ports = 48;
    private const int WebhookPort = 9418;
    private const string JournalSocket = "/run/latency.journal";
    // What one command of a lab may take is limited.
    private const int AtOnce = 50;
    private const double MedianLimit = 100;
    private const double WorstLimit = 250;

    public static IEnumerable<Figure> Run(BenchmarkHost host)
    {
        Command.Must([BenchmarkHost.NativeProgram("make_ports"), host.Uri, "default", $"{Ports}"]);
        var libvirt = host.Must("iptables-nft-save");
        host.Must("cp", RepositoryFolder.Path("deploy/dbus/io.github.virtagent.conf"), "/etc/dbus-1/system.d/");
        host.Must("systemctl", "reload", "dbus");
        host.Must("bash", "-euc", "printf %s \"$1\" > /run/latency.json", "bash",
            $$"""{ "webhook": { "url": "http://127.0.0.1:{{WebhookPort}}/" }, "journal": { "socket": "{{JournalSocket}}" } }""");
        foreach (var (rules, changes) in new[] { (1000, 500), (10_000, 100) })
        {
            Command.Must([.. host.Inside, "iptables-nft-restore"], RuleMix.Around(libvirt, rules));
            using var agent = new AgentUnit(host, Unit, "--config", "/run/latency.json");
            foreach (var figure in Figures($"{rules:N0} rules", Measure(host, changes))) yield return figure;
        }

        // The host goes on to be measured.
        Command.Must([.. host.Inside, "iptables-nft-restore"], libvirt);
    }

    private static List<(string Sink, string What, double Milliseconds)> Measure(BenchmarkHost host, int changes) =>
        [.. Enumerable.Range(0, changes / AtOnce)
            .SelectMany(_ => host.Must(Environment.ProcessPath!, LatencyChild.Verb, $"{AtOnce}", $"{WebhookPort}", JournalSocket)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ')))
            .Select(words => (words[0], words[1], double.Parse(words[2], CultureInfo.InvariantCulture)))];

    private static IEnumerable<Figure> Figures(string rules, IEnumerable<(string Sink, string What, double Milliseconds)> times)
    {
        foreach (var kind in times.GroupBy(time => (time.Sink, time.What)))
        {
            var sorted = kind.Select(time => time.Milliseconds).Order().ToList();
            var name = $"{rules}, {kind.Key.What}, {kind.Key.Sink}, of {sorted.Count}";
            yield return new Figure(name + ": median", sorted[sorted.Count / 2], null,
                rules.StartsWith("1,", StringComparison.Ordinal) ? MedianLimit : null);
            yield return new Figure(name + ": p99", sorted[(int)(sorted.Count * 0.99)], null, WorstLimit);
        }
    }
}
