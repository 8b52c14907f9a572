using System.Text.Json;
using VirtAgent.Core.Findings;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Ledger;
using VirtAgent.Sinks;
using VirtAgent.Sinks.Journal;
using VirtAgent.SystemTests.Support;

namespace VirtAgent.SystemTests;

public sealed class JournalTests
{
    private const string Hostile = "web\nPRIORITY=0\n\ud83d\ude00 é";

    private static readonly Finding Leak = new()
    {
        Code = FindingCode.ForwardLeak,
        Severity = Severity.Critical,
        Network = "network1",
        Subject = "network1 out ipv4 nft filter/FORWARD rule 1",
        Summary = "IPv4 traffic gets out of isolated network 'network1'.",
        Remedy = "Delete the rule.",
        Trace = [.. Enumerable.Range(1, 5000).Select(n => new TraceStep("nft", "filter", "FORWARD", n, "-j X", "no match"))],
    };

    [Fact]
    public async Task A_real_journald_keeps_every_field_and_explains_the_entry()
    {
        using var lab = Lab.Up("journal");
        var sink = new JournalSink(new JournalOptions { Socket = $"{lab.RootPath}/run/systemd/journal/socket" });
        var at = new Moment(DateTimeOffset.UtcNow, TimeSpan.FromHours(1));
        await Tell(sink, new Report(new LedgerEvent(EntryKind.PortBound, at) { Port = "2b1c03b9", Guest = Hostile }));
        await Tell(sink, new Report(
            new LedgerEvent(EntryKind.FindingRaised, at) { Network = "network1", Finding = $"{Leak.Code} {Leak.Subject}" },
                Leak));
        lab.Must("journalctl", "--sync");

        var port = Entry(lab, EntryKind.PortBound);
        Assert.Equal(Hostile, port["VIRTAGENT_GUEST"]);
        Assert.Equal("6", port["PRIORITY"]);
        Assert.Equal("virt-agent", port["SYSLOG_IDENTIFIER"]);
        Assert.Equal("port-bound", port["VIRTAGENT_KIND"]);
        var leak = Entry(lab, EntryKind.FindingRaised);
        Assert.Equal("2", leak["PRIORITY"]);
        Assert.Equal("Delete the rule.", leak["VIRTAGENT_REMEDY"]);
        Assert.Equal("VIRTAGENT_TRACE", leak["VIRTAGENT_TRUNCATED"]);
        Assert.StartsWith("nft filter/FORWARD 1: -j X => no match\n", leak["VIRTAGENT_TRACE"], StringComparison.Ordinal);

        var catalog = RepositoryFolder.Path("deploy/virt-agent.catalog");
        lab.Must("install", "-D", "-m", "644", catalog, "/usr/lib/systemd/catalog/virt-agent.catalog");
        lab.Must("journalctl", "--update-catalog");
        var explained = lab.Must("journalctl", "-x", "-o", "short", $"MESSAGE_ID={MessageIds.Of(EntryKind.FindingRaised)}");
        Assert.Contains($"Subject: Finding: forward-leak {Leak.Subject}", explained, StringComparison.Ordinal);
        Assert.Contains("What to do: Delete the rule.", explained, StringComparison.Ordinal);
    }

    private static Task Tell(JournalSink sink, Report report) => sink.DeliverAsync(report, TestContext.Current.CancellationToken);

    private static Dictionary<string, string> Entry(Lab lab, EntryKind kind)
    {
        var line = lab.Must("journalctl", "-a", "-o", "json", $"MESSAGE_ID={MessageIds.Of(kind)}").Trim();
        using var entry = JsonDocument.Parse(line);
        return entry.RootElement.EnumerateObject()
            .Where(field => field.Value.ValueKind == JsonValueKind.String)
            .ToDictionary(field => field.Name, field => field.Value.GetString()!);
    }
}
