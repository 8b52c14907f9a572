using VirtAgent.Core.Analysis;
using VirtAgent.Core.Findings;
using VirtAgent.Core.Readers.Records;
using VirtAgent.Sinks.Metrics;
using VirtAgent.Tests.Presentation;
using VirtAgent.Tests.Support;

namespace VirtAgent.Tests.Sinks.Metrics;

public class MetricsTextTests
{
    public static TheoryData<string> Hosts => new(RecordedHosts.All);

    /// <summary>Every family there is.</summary>
    internal static MetricsView Full(Audit audit) => new()
    {
        Version = "0.1.0",
        Uptime = TimeSpan.FromMilliseconds(90_500),
        Audit = audit,
        LastProof = DateTimeOffset.FromUnixTimeMilliseconds(1_795_000_000_250),
        ProofDuration = TimeSpan.FromMilliseconds(12),
        Ledger = new LedgerFigures(1_234_567_890_123, true, 3, 0),
        Hints = new Dictionary<string, long> { ["nftables"] = 7, ["timer"] = 2 },
        Commits = 7,
    };

    private static Audit Recorded(string name) => Judge.Audit(HostReader.Read(RecordedHosts.Read(name)));

    [Theory]
    [MemberData(nameof(Hosts))]
    public void Metrics_of_a_recorded_host_say_what_its_audit_says(string name)
    {
        var audit = Recorded(name);
        var samples = ExpositionFormat.Read(MetricsText.Of(Full(audit)));

        foreach (var network in audit.Networks)
        {
            var verdict = samples.Keys.Single(key => key.StartsWith(
                $"virtagent_network_verdict{{network=\"{network.Network.Name}\",family=\"ipv4\"", StringComparison.Ordinal));
            Assert.Equal(VirtAgent.Presentation.Names.Of(network.IPv4), ExpositionFormat.LabelOf(verdict, "verdict"));
        }

        Assert.Equal(audit.Findings.Count, Sum(samples, "virtagent_findings{"));
        Assert.Equal(audit.Ports.Count, Sum(samples, "virtagent_ports{"));
        Assert.Equal(audit.Ports.Count, Sum(samples, "virtagent_port_info{"));
        Assert.Equal(audit.Host.Gaps.Count, Sum(samples, "virtagent_gaps{"));
        Assert.Equal(1, Sum(samples, "virtagent_status{"));
    }

    [Fact]
    public void Numbers_are_in_base_units_and_exact()
    {
        var samples = ExpositionFormat.Read(MetricsText.Of(Full(Recorded("lab-9.0.0-stock"))));
        Assert.Equal(90.5, samples["virtagent_uptime_seconds"]);
        Assert.Equal(0.012, samples["virtagent_proof_duration_seconds"]);
        Assert.Equal(1_795_000_000.25, samples["virtagent_last_proof_timestamp_seconds"]);
        Assert.Equal(1_234_567_890_123, samples["virtagent_ledger_entries_total"]);
        Assert.Equal(7, samples["virtagent_hints_total{source=\"nftables\"}"]);
        Assert.Equal((1, 3, 0, 7), (samples["virtagent_ledger_ok"], samples["virtagent_ledger_spooled_entries"],
            samples["virtagent_ledger_lost_entries_total"], samples["virtagent_ruleset_commits_total"]));
    }

    [Fact]
    public void What_is_waived_is_counted_apart()
    {
        var samples = ExpositionFormat.Read(MetricsText.Of(Full(Examples.Audit(PromiseVerdict.Leaking, Examples.Waived))));
        Assert.Equal(0, Sum(samples, "virtagent_findings{"));
        Assert.Equal(1, samples["virtagent_findings_waived{code=\"forward-leak\",severity=\"critical\"}"]);
        Assert.Equal(1, samples["virtagent_status{status=\"ok\"}"]);
    }

    [Fact]
    public void Before_the_first_proof_nothing_is_claimed()
    {
        var samples = ExpositionFormat.Read(MetricsText.Of(new MetricsView { Version = "0.1.0", Uptime = TimeSpan.Zero }));
        Assert.Equal(["virtagent_build_info{version=\"0.1.0\"}", "virtagent_ruleset_commits_total", "virtagent_uptime_seconds"],
            samples.Keys.Order());
    }

    [Theory]
    [InlineData("quote\" brace} comma, equals=")]
    [InlineData("back\\slash and \\n that is none")]
    [InlineData("line\nfeed 1\nvirtagent_findings 99")]
    [InlineData("Käse 仮想 \u202E\uD83D\uDE00")]
    public void A_label_is_read_back_as_it_was(string name)
    {
        var audit = Examples.Audit(PromiseVerdict.Isolated) with { Ports = [Examples.Row with { Guest = name }] };
        var port = ExpositionFormat.Read(MetricsText.Of(Full(audit))).Keys
            .Single(key => key.StartsWith("virtagent_port_info{", StringComparison.Ordinal));
        Assert.Equal(name, ExpositionFormat.LabelOf(port, "domain"));
    }

    [Fact]
    public void One_odd_port_does_not_cost_the_whole_page()
    {
        // The same port twice, as two NICs may name it, would be a line twice, for which Prometheus refuses everything.
        var row = Examples.Row with { Tap = null, Bridge = null, Model = null, Mac = null, State = null };
        var audit = Examples.Audit(PromiseVerdict.Isolated) with { Ports = [row, row] };
        var samples = ExpositionFormat.Read(MetricsText.Of(Full(audit)));
        Assert.Equal(1, Sum(samples, "virtagent_port_info{"));
        Assert.Equal(2, samples["virtagent_ports{network=\"network1\",state=\"unknown\"}"]);
    }

    [Fact]
    public void Promtool_has_nothing_to_say()
    {
        var text = MetricsText.Of(Full(Recorded("libvirt-9.0.0-iptables")));
        Assert.Equal((0, ""), Promtool.Run(text, "check", "metrics"));
    }

    private static double Sum(Dictionary<string, double> samples, string head) =>
        samples.Where(sample => sample.Key.StartsWith(head, StringComparison.Ordinal)).Sum(sample => sample.Value);
}
