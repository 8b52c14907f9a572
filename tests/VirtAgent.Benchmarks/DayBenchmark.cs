using System.Globalization;

namespace VirtAgent.Benchmarks;

/// <summary>
/// A day in minutes: each hour ports by the dozen, leaks that open and close, a guest that starts and stops, and every sixth a
/// libvirtd that is started again. What the daemon holds in the evening is held against what it held in the morning.
/// </summary>
internal static class DayBenchmark
{
    private const int Hours = 24;
    private const int Morning = 6;
    private const double Growth = 1.1;

    private const string Hour = """
        "$1" qemu:///system default 60 "$2" > /dev/null
        for i in 1 2 3 4 5 6 7 8 9 10; do
            iptables-nft -I FORWARD -i virbr1 -j ACCEPT; sleep 0.1
            iptables-nft -D FORWARD -i virbr1 -j ACCEPT; sleep 0.1
        done
        virsh -q destroy guest-virtio
        virsh -q start guest-virtio --paused
        [ $(($2 % 6)) != 0 ] || systemctl restart libvirtd
        sleep 1
        """;

    public static IEnumerable<Figure> Run(BenchmarkHost host)
    {
        host.Must("bash", "-euc", "echo '{ \"bus\": { \"enabled\": false } }' > /run/day.json");
        using var agent = new AgentUnit(host, "virt-agent-day", "--config", "/run/day.json");
        var held = new List<Held>();
        for (var hour = 1; hour <= Hours; hour++)
        {
            host.Must("bash", "-euc", Hour, "bash", BenchmarkHost.NativeProgram("port_storm"), $"{hour}");
            held.Add(Now(host, agent.Pid));
        }

        Held morning = held[Morning - 1], evening = held[^1];
        yield return new Figure("a day: resident in the evening, in the morning", evening.Resident, morning.Resident,
            morning.Resident * Growth, "MiB");
        yield return new Figure("a day: file descriptors", evening.Descriptors, morning.Descriptors,
            morning.Descriptors * Growth, "");
        yield return new Figure("a day: threads", evening.Threads, morning.Threads, morning.Threads * Growth + 2, "");
    }

    private static Held Now(BenchmarkHost host, int pid)
    {
        var words = host.Must("bash", "-euc",
                "awk '/^VmRSS|^Threads/ { print $2 }' /proc/$1/status; ls /proc/$1/fd | wc -l", "bash", $"{pid}")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(word => double.Parse(word, CultureInfo.InvariantCulture)).ToList();
        return new Held(words[0] / 1024, words[2], words[1]);
    }

    private sealed record Held(double Resident, double Descriptors, double Threads);
}
