using System.Globalization;
using VirtAgent.SystemTests.Support;

namespace VirtAgent.SystemTests.Stories;

/// <summary>
/// Ports by the thousand that come and go, a fifth of them within milliseconds, while twenty real guests start and stop: what the
/// ledger tells of each beside what <c>native/port_storm</c> says it did. VIRTAGENT_KILLS and VIRTAGENT_DAEMON_KILLS widen what
/// is killed meanwhile.
/// </summary>
public sealed class StormTests(ITestOutputHelper output)
{
    private const int Ports = 1000;
    private const int Guests = 20;
    private const int Seed = 7;

    // Without the hook nothing reports a port but its file, and that has to live until somebody has seen it.
    private const int SeenWithoutHook = 50_000;

    private static readonly string Program = RepositoryFolder.Path(".artifacts/native/port_storm");
    private static readonly string Hook = RepositoryFolder.Path(".artifacts/native/network_hook");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Every_port_of_a_storm_is_told_once_and_to_its_owner(bool hook)
    {
        using var lab = Boot(hook ? "storm-hook" : "storm", hook);
        var agent = WatchingAgent.Start(lab);

        var truth = Storm(lab, () => { });

        var must = truth.Where(port => hook || port.LivedMicroseconds > SeenWithoutHook).ToList();
        AssertTold(agent, truth, must, hook);
        AssertGuests(agent, lab);
        Assert.Equal(0, Agent.Run(lab, "ledger", "verify").Exit);
    }

    [Fact]
    public void Nothing_is_lost_or_told_twice_when_the_agent_is_killed_over_and_over()
    {
        var kills = Times("VIRTAGENT_KILLS", 15);
        using var lab = Boot("kills", hook: true);
        var agent = WatchingAgent.Start(lab, "Restart=always", "RestartSec=20ms", "StartLimitIntervalSec=0");

        var truth = Storm(lab, () =>
        {
            for (var i = 1; i <= kills; i++)
            {
                Thread.Sleep(Random.Shared.Next(1000));
                lab.Must("systemctl", "kill", "--kill-whom=all", "-s", "KILL", WatchingAgent.Unit);
                lab.Shell("until [ \"$(systemctl show -P NRestarts $1)\" -ge $2 ] "
                + "&& [ -S /run/virt-agent/hook.sock ]; do sleep 0.05; done",
                    WatchingAgent.Unit, $"{i}");
            }
        });

        var history = AssertTold(agent, truth, truth, hook: true);
        AssertGuests(agent, lab);
        Assert.Equal(0, Agent.Run(lab, "ledger", "verify").Exit);
        var starts = history.Count(entry => entry.Kind == "agent-started");
        output.WriteLine($"{starts} starts");
        // A kill can hit a process that has not written its start yet.
        Assert.InRange(starts, (kills / 2) + 1, kills + 1);
        Assert.Equal(starts - 1, history.Count(entry => entry.Kind == "gap-opened"
            && entry.Detail!.StartsWith("agent: ", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_ledger_equals_the_truth_when_libvirtd_is_killed_over_and_over()
    {
        var kills = Times("VIRTAGENT_DAEMON_KILLS", 5);
        using var lab = Boot("daemon-kills", hook: true);
        var agent = WatchingAgent.Start(lab);

        const string Kill = """
            virsh -q create /root/g$1.xml --paused >/dev/null 2>&1 || true
            systemctl kill -s KILL libvirtd
            sleep $3
            systemctl reset-failed libvirtd; systemctl start libvirtd
            until virsh -q uri >/dev/null 2>&1; do sleep 0.1; done
            virsh -q destroy g$2 >/dev/null 2>&1 || true
            """;
        for (var i = 1; i <= kills; i++)
            lab.Shell(Kill, $"{(i % Guests) + 1}", $"{((i + 7) % Guests) + 1}", i % 3 == 0 ? "0" : $"0.{Random.Shared.Next(5)}");

        var listed = lab.Shell("for network in $(virsh -q net-list --name); do virsh -q net-port-list $network; done")
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToHashSet();
        var history = agent.WaitFor(entries => Existing(entries).SetEquals(listed));
        Assert.Equal(listed.Order(), Existing(history).Order());
        AssertStoriesAreWhole(history);
        var gaps = history.Count(entry => entry.Kind == "gap-opened"
            && entry.Detail!.Contains("ports", StringComparison.Ordinal));
        output.WriteLine($"{gaps} gaps of {kills} kills, {listed.Count} ports in the end");
        Assert.InRange(gaps, 1, kills * 2);
        Assert.Equal(0, Agent.Run(lab, "ledger", "verify").Exit);
    }

    private static int Times(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { } times ? int.Parse(times, CultureInfo.InvariantCulture) : otherwise;

    private static Lab Boot(string name, bool hook)
    {
        var lab = Lab.Up(name);
        lab.StartNetwork(Lab.Xml("network1"));
        lab.Shell("""
            for i in $(seq "$2"); do
                printf %s "$1" | sed -e "s/guest-virtio/g$i/" -e "s|<source network|<mac address='52:54:00:99:00:$(printf %02x "$i")'/>&|" > /root/g$i.xml
            done
            """, Lab.Xml("guest-virtio"), $"{Guests}");
        if (hook) lab.Must(RepositoryFolder.Path("deploy/hook"), "install", "--binary", Hook);
        return lab;
    }

    /// <summary>Lets it storm for as long as <paramref name="meanwhile"/> takes; what the storm says it did.</summary>
    private static IReadOnlyList<StormPort> Storm(Lab lab, Action meanwhile)
    {
        const string Script = """
            touch /root/meanwhile
            (for i in $(seq "$2"); do virsh -q create /root/g$i.xml --paused; done; for i in $(seq "$2"); do virsh -q destroy g$i; done) &
            seed=$4
            while [ -e /root/meanwhile ] || [ $seed = $4 ]; do "$1" qemu:///system network1 "$3" $((seed++)); done > /root/truth
            wait
            """;
        lab.Must("systemd-run", "-q", "--unit=storm", "-p", "RemainAfterExit=yes", "-p", "Type=oneshot", "--no-block",
            "bash", "-c", Script, "bash", Program, $"{Guests}", $"{Ports}", $"{Seed}");
        lab.Shell("until [ -e /root/meanwhile ]; do sleep 0.05; done");
        meanwhile();
        lab.Must("rm", "/root/meanwhile");
        while (lab.Run("systemctl", "is-active", "-q", "storm").Exit != 0) Thread.Sleep(200);
        return [.. lab.Must("cat", "/root/truth").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(StormPort.Parse)];
    }

    private IReadOnlyList<LedgerAnswer> AssertTold(WatchingAgent agent, IReadOnlyList<StormPort> truth,
        IReadOnlyList<StormPort> must, bool hook)
    {
        Assert.True(truth.Count >= Ports);
        var history = agent.WaitFor(entries => Existing(entries).Count == 0
            && entries.Select(entry => entry.Port).ToHashSet().IsSupersetOf(must.Select(port => port.Uuid)));
        var told = history.Where(entry => entry.Port is not null).ToLookup(entry => entry.Port!);
        var missed = must.Count(port => !told.Contains(port.Uuid));
        output.WriteLine($"{truth.Count} ports, {truth.Count(port => port.LivedMicroseconds < 5000)} lived under 5 ms, "
            + $"{truth.Count(port => told.Contains(port.Uuid))} told, {must.Count} had to be, {missed} missed");
        if (missed > 0) output.WriteLine(agent.Log());
        Assert.Equal(0, missed);
        var nameless = 0;
        foreach (var port in must)
        {
            var entries = told[port.Uuid].ToList();
            Assert.Equal(["port-created", "port-deleted"], entries.Select(entry => entry.Kind));
            Assert.All(entries, entry => Assert.Equal("network1", entry.Network));
            // Without the hook a file that is gone before it is read names nobody; it never names another.
            var unknown = !hook && entries[^1].Guest is null;
            if (unknown) nameless++;
            else Assert.Equal((port.Owner, port.Mac), (entries[^1].Guest, entries[^1].Mac));
        }

        output.WriteLine($"{nameless} of them without their owner");
        Assert.Empty(Existing(history));
        AssertStoriesAreWhole(history);
        return history;
    }

    /// <summary>Each guest was started once and stopped once, and has one port with its own MAC.</summary>
    private static void AssertGuests(WatchingAgent agent, Lab lab)
    {
        var guests = agent.History().Where(entry => entry.Guest is { } guest && guest.StartsWith('g'))
            .ToLookup(entry => entry.Guest!);
        for (var i = 1; i <= Guests; i++)
        {
            var entries = guests[$"g{i}"].ToList();
            Assert.Single(entries.Select(entry => entry.Port).Distinct());
            Assert.All(entries, entry => Assert.Equal($"52:54:00:99:00:{i:x2}", entry.Mac));
            Assert.Equal("port-deleted", entries[^1].Kind);
        }
    }

    private static void AssertStoriesAreWhole(IReadOnlyList<LedgerAnswer> history)
    {
        Assert.Equal(Enumerable.Range(1, history.Count).Select(seq => (long)seq), history.Select(entry => entry.Seq));
        foreach (var port in history.Where(entry => entry.Port is not null).GroupBy(entry => entry.Port))
        {
            var exists = false;
            foreach (var entry in port)
            {
                // Created when it does not exist, everything else when it does.
                Assert.True(exists != (entry.Kind == "port-created"),
                    $"{entry.Kind} of {entry.Port} (entry {entry.Seq}) does not follow.");
                exists = entry.Kind != "port-deleted";
            }
        }
    }

    private static HashSet<string> Existing(IReadOnlyList<LedgerAnswer> history) =>
        [.. history.Where(entry => entry.Port is not null).GroupBy(entry => entry.Port!)
            .Where(port => port.Last().Kind != "port-deleted").Select(port => port.Key)];
}
