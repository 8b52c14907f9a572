using VirtAgent.Core.Findings;
using VirtAgent.Core.Ledger;
using VirtAgent.Sinks;
using VirtAgent.Sinks.Journal;
using VirtAgent.Tests.Presentation;

namespace VirtAgent.Tests.Sinks.Journal;

public sealed class JournalSinkTests
{
    [Fact]
    public async Task A_bound_port_has_a_field_for_everything_known()
    {
        var fields = await Sent(ExampleReports.Bound);
        Assert.Equal(
            [
                "MESSAGE=port-bound 2b1c03b9-75d8-47e5-bcd7-19dcf0253d9d web 52:54:00:43:75:38 network1 vnet2 virbr71",
                "PRIORITY=6",
                "MESSAGE_ID=7dba1cb2ba694901ba0a39e68e5c9745", "SYSLOG_IDENTIFIER=virt-agent", "VIRTAGENT_KIND=port-bound",
                "VIRTAGENT_TIME=2026-01-02T03:04:05.6780000Z", "VIRTAGENT_PORT=2b1c03b9-75d8-47e5-bcd7-19dcf0253d9d",
                "VIRTAGENT_NETWORK=network1", "VIRTAGENT_GUEST=web", "VIRTAGENT_GUEST_UUID=3b0d0361-61ba-47bf-ba01-ca5766c1f536",
                "VIRTAGENT_MAC=52:54:00:43:75:38", "VIRTAGENT_TAP=vnet2", "VIRTAGENT_BRIDGE=virbr71",
            ],
            fields.Select(field => $"{field.Key}={field.Value}"));
    }

    [Fact]
    public async Task A_leak_has_its_packet_its_trace_and_what_to_do()
    {
        var fields = (await Sent(ExampleReports.Leak)).ToDictionary();
        Assert.Equal("finding-raised forward-leak: Guests of isolated network network1 reach up0.", fields["MESSAGE"]);
        Assert.Equal("2", fields["PRIORITY"]);
        Assert.Equal("forward-leak network1 out ipv4 filter/FORWARD/1", fields["VIRTAGENT_FINDING"]);
        Assert.Equal("forward-leak", fields["VIRTAGENT_CODE"]);
        Assert.Equal("critical", fields["VIRTAGENT_SEVERITY"]);
        Assert.Equal("udp 10.71.0.50:40000 -> 198.51.100.2:53 NEW, in virbr71, out up0", fields["VIRTAGENT_WITNESS"]);
        Assert.Equal("Delete rule 1 of FORWARD.", fields["VIRTAGENT_REMEDY"]);
        Assert.Equal(3, fields["VIRTAGENT_TRACE"].Split('\n').Length);
        Assert.Contains(
            "nft filter/FORWARD 1: -i virbr71 -j ACCEPT => accept", fields["VIRTAGENT_TRACE"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_with_line_ends_and_equals_signs_cannot_make_a_field()
    {
        const string Hostile = "web\nPRIORITY=0\nMESSAGE_ID=\0\n=\n\ud83d\ude00 é";
        var fields = await Sent(new Report(ExampleReports.Bound.What with { Guest = Hostile }));
        Assert.Equal(Hostile, Assert.Single(fields, field => field.Key == "VIRTAGENT_GUEST").Value);
        Assert.Equal("6", Assert.Single(fields, field => field.Key == "PRIORITY").Value);
        Assert.DoesNotContain('\n', Assert.Single(fields, field => field.Key == "MESSAGE").Value);
    }

    [Fact]
    public async Task A_rule_comment_with_a_line_end_is_still_one_line_of_the_trace()
    {
        var step = new TraceStep("nft", "filter", "FORWARD", 1, "--comment \"a\nb\" -j ACCEPT", "accept");
        var fields = (await Sent(ExampleReports.Raised(Examples.Leak with { Trace = [step, step] }))).ToDictionary();
        Assert.Equal(2, fields["VIRTAGENT_TRACE"].Split('\n').Length);
    }

    [Fact]
    public async Task An_entry_too_large_for_a_datagram_loses_the_end_of_its_trace_and_says_so()
    {
        var trace = Enumerable.Range(1, 20_000).Select(n => new TraceStep("nft", "filter", "ÄÖÜ", n, "-j éé", "no match"));
        var fields = (await Sent(ExampleReports.Raised(Examples.Leak with { Trace = [.. trace] }))).ToDictionary();
        Assert.Equal("VIRTAGENT_TRACE", fields["VIRTAGENT_TRUNCATED"]);
        Assert.StartsWith("nft filter/ÄÖÜ 1: -j éé => no match\n", fields["VIRTAGENT_TRACE"], StringComparison.Ordinal);
        Assert.Equal("Delete rule 1 of FORWARD.", fields["VIRTAGENT_REMEDY"]);
    }

    [Fact]
    public void Whatever_is_long_an_entry_fits_and_stays_whole_characters()
    {
        var fields = JournalFields.Of(new Report(ExampleReports.Bound.What with
        {
            Guest = new string('é', 50_000),
            Detail = string.Concat(Enumerable.Repeat("\ud83d\ude00\n", 30_000)),
        }));
        for (var limit = 1000; limit < 1010; limit++)
        {
            var entry = JournalDatagram.Of(fields, limit);
            Assert.InRange(entry.Length, 1, limit);
            Assert.Equal(
                "MESSAGE VIRTAGENT_DETAIL VIRTAGENT_GUEST", JournalSocket.Parse(entry).ToDictionary()["VIRTAGENT_TRUNCATED"]);
        }
    }

    [Theory]
    [InlineData(Severity.Critical, 2)]
    [InlineData(Severity.Warning, 4)]
    [InlineData(Severity.Unknown, 4)]
    [InlineData(Severity.Info, 6)]
    internal void Priority_follows_severity(Severity severity, int priority) =>
        Assert.Equal(priority, ReportFacts.Priority(ExampleReports.Raised(Examples.Leak with { Severity = severity })));

    [Fact]
    public async Task Who_changed_the_rules_is_a_field_and_in_the_message()
    {
        var fields = (await Sent(ExampleReports.Leak with { ChangedBy = ExampleReports.Authors })).ToDictionary();
        Assert.Equal("nft (pid 7), iptables (pid 8)", fields["VIRTAGENT_CHANGED_BY"]);
        Assert.EndsWith(" (nf_tables changed by nft (pid 7), iptables (pid 8))", fields["MESSAGE"], StringComparison.Ordinal);
        Assert.DoesNotContain("VIRTAGENT_CHANGED_BY", (await Sent(ExampleReports.Leak)).ToDictionary().Keys);
    }

    [Fact]
    public void A_waived_leak_is_no_alarm_and_says_so()
    {
        var report = ExampleReports.Raised(Examples.Waived);
        Assert.Equal(5, ReportFacts.Priority(report));
        Assert.StartsWith(
            "finding-raised forward-leak: waived until 2026-02-01T00:00:00Z by ann: the build guests need it; Guests of",
            ReportFacts.Message(report), StringComparison.Ordinal);
        Assert.Contains(("waived", Examples.Waived.Waiver!.ToString()), ReportFacts.Of(report));
    }

    [Fact]
    public void The_end_of_a_leak_is_no_alarm() => Assert.Equal(5, ReportFacts.Priority(ExampleReports.Cleared));

    [Fact]
    public async Task A_journal_that_is_not_there_is_named()
    {
        var sink = new JournalSink(new JournalOptions { Socket = "/nonexistent/journal" });
        var failure = await Assert.ThrowsAsync<IOException>(
            () => sink.DeliverAsync(ExampleReports.Gap, TestContext.Current.CancellationToken));
        Assert.Contains("/nonexistent/journal", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_socket_that_cannot_be_one_is_refused()
    {
        Assert.Empty(new JournalOptions().Validate());
        Assert.Single(new JournalOptions { Socket = "journal" }.Validate());
        Assert.Single(new JournalOptions { Socket = "/" + new string('x', 107) }.Validate());
    }

    [Fact]
    public void Every_kind_has_an_id_of_its_own()
    {
        var ids = Enum.GetValues<EntryKind>().Select(MessageIds.Of).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Matches("^[0-9a-f]{32}$", id));
    }

    private static async Task<IReadOnlyList<KeyValuePair<string, string>>> Sent(Report report)
    {
        using var journal = new JournalSocket();
        var sink = new JournalSink(new JournalOptions { Socket = journal.Path });
        await sink.DeliverAsync(report, TestContext.Current.CancellationToken);
        return journal.Receive();
    }
}
