using System.Text.Json;
using VirtAgent.Configuration;
using VirtAgent.Control;
using VirtAgent.Core.Findings;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Ledger;
using VirtAgent.Ledger;
using VirtAgent.Presentation;
using VirtAgent.Tests.Presentation;
using VirtAgent.Tests.Sinks;

namespace VirtAgent.Tests.Control;

public sealed class DaemonAnswersTests
{
    private static readonly Moment At = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero), TimeSpan.FromHours(1));

    private static readonly ActiveFinding Leak =
        new(Examples.Leak.Key, "network1", Examples.Leak.Summary, At,
            At with { Time = At.Time.AddMinutes(1) })
        { Finding = Examples.Leak };

    private static readonly DaemonView View = new()
    {
        Version = "0.1.0",
        Started = At.Time,
        Uptime = TimeSpan.FromSeconds(125.5),
        Audit = Examples.Audit(PromiseVerdict.Leaking, Examples.Leak),
        LastProof = At.Time.AddMinutes(1),
        Freshness = new Freshness(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1), null, TimeSpan.FromSeconds(30)),
        Config = new ConfigState(new AgentSettings(), At.Time),
        Findings = [Leak],
        Gaps = [],
        Ledger = LedgerState.Ok,
    };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_check_is_answered_as_check_prints_it(bool colour)
    {
        var answer = Ask("check", View, colour: colour);
        Assert.Equal(Examples.Printed(screen => CheckReport.Write(screen, View.Audit!), colour), answer.Output);
        Assert.Equal((2, null), (answer.Exit, answer.Error));
    }

    [Fact]
    public void The_json_of_a_check_has_when_it_was_proved_and_else_the_members_of_check()
    {
        using var json = JsonDocument.Parse(Ask("check", View, json: true).Output);
        Assert.Equal(
            ["format", "host", "captured", "uri", "last_proof", "exit", "networks", "ports", "findings", "assumptions", "gaps"],
                Members(json.RootElement));
        Assert.Equal("2026-01-02T03:05:05.678Z", json.RootElement.GetProperty("last_proof").GetString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_is_stale_is_not_answered_to_check_and_shown_by_status(bool json)
    {
        var stale = View with { Freshness = View.Freshness with { SinceTurn = TimeSpan.FromMinutes(2) } };
        var check = Ask("check", stale, json);
        Assert.Equal(("", stale.Freshness.Stale), (check.Output, check.Error));
        var status = Ask("status", stale, json);
        Assert.Equal((0, null), (status.Exit, status.Error));
        Assert.Contains(stale.Freshness.Stale!, status.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Before_the_first_look_status_is_answered_and_check_is_not()
    {
        var first = View with
        {
            Audit = null,
            LastProof = null,
            Findings = [],
            Freshness = new Freshness(null, null, null, TimeSpan.FromSeconds(30))
        };
        Assert.Contains("not looked at everything yet", Ask("check", first).Error, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(Ask("status", first, json: true).Output);
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("last_proof").ValueKind);
        Assert.Equal(0, json.RootElement.GetProperty("networks").GetArrayLength());
    }

    [Fact]
    public void Status_shows_findings_with_since_when_they_stand_and_gaps_with_since_when_they_are_open()
    {
        var gap = new LedgerEvent(EntryKind.GapOpened, At) { Detail = "libvirt: no answer: for 2.5 s" };
        var lines = Ask("status", View with
        {
            Gaps = [gap],
            Findings = [Leak with { IsFlapping = true, ChangedBy = ExampleReports.Authors }]
        }).Output.Split('\n');
        Assert.Equal(" virt-agent 0.1.0 has watched qemu:///system for 2 m 5 s", lines[0]);
        Assert.Contains($"   since     {TimeText.Brief(At.Time)}, coming and going", lines);
        Assert.Contains("   changed   nf_tables by nft (pid 7), iptables (pid 8)", lines);
        Assert.Contains($"   libvirt: no answer: for 2.5 s (since {TimeText.Brief(At.Time)})", lines);
        Assert.Contains("   ledger        is being written", lines);
    }

    [Fact]
    public void The_json_of_status_has_findings_in_the_shape_of_check_with_when_they_were_seen()
    {
        var failing = new LedgerState("disk full", At, 12, 3, OnDisk: true);
        using var json = JsonDocument.Parse(Ask("status", View with { Ledger = failing }, json: true).Output);
        using var check = JsonDocument.Parse(Ask("check", View, json: true).Output);
        var root = json.RootElement;
        Assert.Equal(("2026-01-02T03:05:05.678Z", 125.5),
            (root.GetProperty("last_proof").GetString(), root.GetProperty("uptime_seconds").GetDouble()));
        var finding = root.GetProperty("findings")[0];
        Assert.Equal([.. Members(check.RootElement.GetProperty("findings")[0]), "first_seen", "last_seen", "changed_by"],
            Members(finding));
        Assert.Equal("2026-01-02T03:04:05.678Z", finding.GetProperty("first_seen").GetString());
        Assert.Equal("2026-01-02T03:05:05.678Z", finding.GetProperty("last_seen").GetString());
        var ledger = root.GetProperty("ledger");
        Assert.Equal(("disk full", 12, 3), (ledger.GetProperty("failure").GetString(), ledger.GetProperty("waiting").GetInt32(),
            ledger.GetProperty("lost").GetInt32()));
    }

    [Fact]
    public void Status_says_who_changed_the_rules_where_that_is_known()
    {
        var known =
            View with { Findings = [Leak with { ChangedBy = RulesetAuthors.Of([new RulesetCommit(At, 7, 1234, "iptables")]) }] };
        Assert.Contains("   changed   nf_tables by iptables (pid 1234)", Ask("status", known).Output.Split('\n'));
        using var json = JsonDocument.Parse(Ask("status", known, json: true).Output);
        var commit = json.RootElement.GetProperty("findings")[0].GetProperty("changed_by").GetProperty("commits")[0];
        Assert.Equal(("iptables", 1234), (commit.GetProperty("command").GetString(), commit.GetProperty("pid").GetInt32()));
    }

    [Fact]
    public void A_configuration_that_was_refused_and_a_key_that_waits_are_shown()
    {
        var config = View.Config with
        {
            Refused = At.Time.AddHours(1),
            Problems = ["resync has to be 1 s to 1 h."],
            Waiting = ["uri"]
        };
        var lines = Ask("status", View with { Config = config }).Output.Split('\n');
        Assert.Contains($"   configuration taken {TimeText.Brief(At.Time)}", lines);
        Assert.Contains($"   refused       {TimeText.Brief(At.Time.AddHours(1))}, the one before holds", lines);
        Assert.Contains("                 resync has to be 1 s to 1 h.", lines);
        Assert.Contains("                 uri waits for a restart", lines);
        using var json = JsonDocument.Parse(Ask("status", View with { Config = config }, json: true).Output);
        var shown = json.RootElement.GetProperty("configuration");
        Assert.Equal(["taken", "refused", "problems", "waits_for_restart"], Members(shown));
        Assert.Equal("2026-01-02T04:04:05.678Z", shown.GetProperty("refused").GetString());
        Assert.Equal("uri", shown.GetProperty("waits_for_restart")[0].GetString());
    }

    [Fact]
    public void A_finding_that_only_the_ledger_knows_is_unknown_and_shown()
    {
        var known = View with { Findings = [Leak with { Finding = null }] };
        Assert.Contains(" UNKNOWN  Guests of isolated network network1 reach up0.", Ask("status", known).Output,
            StringComparison.Ordinal);
        using var json = JsonDocument.Parse(Ask("status", known, json: true).Output);
        var finding = json.RootElement.GetProperty("findings")[0];
        Assert.Equal(
            ("forward-leak", "unknown", Examples.Leak.Subject),
            (finding.GetProperty("code").GetString(), finding.GetProperty("severity").GetString(),
                finding.GetProperty("subject").GetString()));
    }

    [Fact]
    public void Another_question_names_what_is_not_known() =>
        Assert.Contains("'reload'", Ask("reload", View).Error, StringComparison.Ordinal);

    private static AgentAnswer Ask(string verb, DaemonView view, bool json = false, bool colour = false) =>
        new DaemonAnswers(() => view).Answer(new AgentQuestion(verb, json, colour));

    private static string[] Members(JsonElement element) => [.. element.EnumerateObject().Select(member => member.Name)];
}
