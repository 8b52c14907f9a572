using System.Text.Json;
using System.Text.Json.Nodes;
using VirtAgent.SystemTests.Support;

namespace VirtAgent.SystemTests.Stories;

/// <summary>
/// The daemon on a state directory that fails: it goes on watching and telling, says what is wrong, and what was committed stays.
/// A clock that is set back is shown by the ledger's own tests: a lab has this machine's clock.
/// </summary>
public sealed class LedgerFaultTests
{
    private const string Ports = """
        port() {
            printf "<networkport><uuid>$1</uuid><owner><name>byhand</name><uuid>22222222-2222-4222-8222-222222222222</uuid></owner><mac address='52:54:00:00:66:09'/></networkport>" > /root/port.xml
            virsh -q net-port-create network1 /root/port.xml
        }
        """;

    private const string Port = "11111111-1111-4111-8111-111111111111";

    [Fact]
    public void On_a_full_disk_it_goes_on_and_the_ledger_catches_up_when_there_is_room()
    {
        using var host = ServiceHost.Up("disk-full", $$"""
            {{StateDisk.Make}}
            mkdir -p /etc/virt-agent; echo '{ "resync": "1s" }' > /etc/virt-agent/virt-agent.json
            """);
        var before = Agent.History(host.Lab);
        StateDisk.Fill(host.Lab);
        // Until the file has to grow, there is room in it.
        for (var i = 0; Ledger(host)["failure"] is null; i++)
        {
            Assert.True(i < 100, "The ledger does not notice that its disk is full.");
            host.Lab.Shell($"{Ports}\nfor n in 1 2 3 4 5; do port $1; virsh -q net-port-delete network1 $1; done",
                $"{Guid.NewGuid()}");
        }

        AssertGoesOn(host, "the disk is full");
        Assert.Equal(0, (long)Ledger(host)["lost"]!);
        AssertKept(before, Agent.History(host.Lab));

        StateDisk.Clear(host.Lab);
        // It is tried less and less often, at least once a minute.
        var after = Agent.WaitForHistory(host.Lab, entries => entries.Any(IsLedgerGap("gap-closed")), TimeSpan.FromSeconds(70));
        Assert.Contains("none was lost", Assert.Single(after, entry => IsLedgerGap("gap-closed")(entry)).Detail,
            StringComparison.Ordinal);
        Assert.Contains("the disk is full", Assert.Single(after, entry => IsLedgerGap("gap-opened")(entry)).Detail,
            StringComparison.Ordinal);
        Assert.Null((string?)Ledger(host)["failure"]);
        AssertKept(before, after);

        // The journal had all of it at once: in the ledger it is in the same order, each once.
        host.Lab.Must("systemctl", "stop", ServiceHost.Unit);
        after = Agent.History(host.Lab);
        Assert.Equal(Told(host), after.Where(entry => entry.Detail?.StartsWith("ledger: ", StringComparison.Ordinal) != true)
            .Select(entry => $"{entry.Kind} {entry.Port}{entry.Finding}"));
        AssertVerifies(host);
    }

    [Fact]
    public void On_a_disk_that_turns_read_only_it_goes_on_and_says_when_it_comes_back_what_it_knows()
    {
        using var host = ServiceHost.Up("disk-abort", StateDisk.Make);
        var before = Agent.History(host.Lab);
        StateDisk.Abort(host.Lab);

        AssertGoesOn(host, "see in the kernel's log what its disk has, and whether it was made read-only");
        AssertKept(before, Agent.History(host.Lab));
        host.Lab.Must("systemctl", "stop", ServiceHost.Unit);
        Assert.Equal("success", host.Lab.Must("systemctl", "show", "-P", "Result", ServiceHost.Unit).Trim());

        StateDisk.Repair(host.Lab);
        host.Lab.Must("systemctl", "start", ServiceHost.Unit);
        var after = Agent.WaitForHistory(host.Lab, entries => entries.Any(entry => entry.Port == Port));
        AssertKept(before, after);
        // Nobody knows any more when it came, only since when nothing was written.
        Assert.Contains(after, entry => entry.Kind == "gap-opened"
            && entry.Detail!.Contains("nothing was watched from", StringComparison.Ordinal));
        Assert.Contains(after, entry => entry.Kind == "port-created" && entry.Port == Port);
        AssertVerifies(host);
    }

    [Fact]
    public void A_damaged_ledger_is_kept_aside_and_a_new_one_says_so()
    {
        using var host = ServiceHost.Up("disk-damage");
        host.Lab.Must("systemctl", "stop", ServiceHost.Unit);
        host.Lab.Shell("dd if=/dev/urandom of=$1/ledger.db bs=4096 seek=1 count=6 conv=notrunc 2>/dev/null; "
            + "cp $1/ledger.db /root/damaged.db", StateDisk.Path);
        host.Lab.Must("systemctl", "start", ServiceHost.Unit);

        Assert.Contains(Gaps(host),
            gap => gap.StartsWith("ledger: /var/lib/virt-agent/ledger.db is damaged", StringComparison.Ordinal));
        // But for the header, where SQLite notes how it is opened.
        host.Lab.Shell("cmp -i 4096 $1/ledger.db.corrupt-*Z /root/damaged.db", StateDisk.Path);
        var first = Agent.History(host.Lab)[0];
        Assert.Equal((1L, "gap-opened"), (first.Seq, first.Kind));
        Assert.EndsWith("this is a new ledger.", first.Detail, StringComparison.Ordinal);

        host.Leak(open: true);
        var history = Agent.WaitForHistory(host.Lab, entries => entries.Any(entry => entry.Kind == "finding-raised"));
        Assert.Contains(history, entry => entry.Kind == "finding-raised"
            && entry.Finding!.StartsWith("forward-leak network1", StringComparison.Ordinal));
        Assert.Equal(2, history.Count(entry => entry.Kind == "port-created"));
        AssertVerifies(host);
    }

    /// <summary>It says that the ledger fails, and the journal hears of a leak, its end and a new port all the same.</summary>
    private static void AssertGoesOn(ServiceHost host, string why)
    {
        host.Leak(open: true);
        host.JournalEntry("VIRTAGENT_KIND=finding-raised", "VIRTAGENT_CODE=forward-leak", "VIRTAGENT_NETWORK=network1");
        host.Lab.Shell($"{Ports}\nport {Port}");
        host.JournalEntry("VIRTAGENT_KIND=port-created", $"VIRTAGENT_PORT={Port}");
        host.Leak(open: false);
        host.JournalEntry("VIRTAGENT_KIND=finding-cleared", "VIRTAGENT_NETWORK=network1");

        Assert.Contains(Gaps(host), gap => gap.StartsWith("ledger: /var/lib/virt-agent/ledger.db", StringComparison.Ordinal)
            && gap.Contains(why, StringComparison.Ordinal));
        var ledger = Ledger(host);
        Assert.True(((string)ledger["failure"]!).Contains(why, StringComparison.Ordinal), ledger.ToJsonString());
        Assert.True((int)ledger["waiting"]! >= 3, ledger.ToJsonString());
    }

    private static void AssertKept(IReadOnlyList<LedgerAnswer> before, IReadOnlyList<LedgerAnswer> after) =>
        Assert.Equal(before.Select(entry => entry.Hash), after.Take(before.Count).Select(entry => entry.Hash));

    private static void AssertVerifies(ServiceHost host)
    {
        var verify = Agent.Run(host.Lab, "ledger", "verify");
        Assert.True(verify.Exit == 0, verify.Out + verify.Error);
    }

    private static JsonNode Ledger(ServiceHost host) =>
        JsonNode.Parse(host.Lab.Must(Agent.Program, "status", "--format", "json"))!["ledger"]!;

    private static Func<LedgerAnswer, bool> IsLedgerGap(string kind) =>
        entry => entry.Kind == kind && entry.Detail?.StartsWith("ledger: ", StringComparison.Ordinal) == true;

    private static IEnumerable<string> Told(ServiceHost host) => host.Journal()
        .Where(entry => !Field(entry, "DETAIL").StartsWith("ledger: ", StringComparison.Ordinal))
        .Select(entry => $"{Field(entry, "KIND")} {Field(entry, "PORT")}{Field(entry, "FINDING")}");

    /// <summary>What the journal was warned of that is not observed or not kept.</summary>
    private static IReadOnlyList<string> Gaps(ServiceHost host) =>
        [.. from entry in host.Journal()
            where Field(entry, "KIND") == "gap-opened" && entry.GetProperty("PRIORITY").GetString() == "4"
            select Field(entry, "DETAIL")];

    private static string Field(JsonElement entry, string name) =>
        entry.TryGetProperty($"VIRTAGENT_{name}", out var value) ? value.ToString() : "";
}
