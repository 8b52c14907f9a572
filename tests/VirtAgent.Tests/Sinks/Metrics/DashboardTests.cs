using System.Text.Json;
using System.Text.RegularExpressions;
using VirtAgent.Core.Findings;
using VirtAgent.Core.Hosts;
using VirtAgent.Sinks.Metrics;
using VirtAgent.Tests.Presentation;
using VirtAgent.Tests.Support;

namespace VirtAgent.Tests.Sinks.Metrics;

/// <summary>The dashboard and the alert rules in <c>deploy/</c> against what is really emitted.</summary>
public partial class DashboardTests
{
    private static string Deploy(string path) =>
        Path.GetFullPath(Path.Combine(RecordedHosts.PathOf(""), "..", "..", "..", "deploy", path));

    private static readonly string Dashboard = Deploy("grafana/virt-agent.json");
    private static readonly string Rules = Deploy("prometheus/virt-agent.rules.yml");

    private static Dictionary<string, double> Emitted()
    {
        var host = Examples.Host(new Gap("nft.json", "nft is not installed."));
        var audit = Examples.Audit(PromiseVerdict.Leaking, Examples.Leak, Examples.Waived) with { Host = host };
        return ExpositionFormat.Read(MetricsText.Of(MetricsTextTests.Full(audit)));
    }

    private static List<string> Expressions()
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Dashboard));
        var panels = json.RootElement.GetProperty("panels").EnumerateArray();
        return
        [
            .. panels.SelectMany(panel => panel.GetProperty("targets").EnumerateArray())
                .Select(target => target.GetProperty("expr").GetString()!),
        ];
    }

    private static IEnumerable<System.Text.RegularExpressions.Match> Asked() =>
        Expressions().Append(File.ReadAllText(Rules)).SelectMany(text => Matcher().Matches(text));

    private static HashSet<string> Metrics(string text) => [.. Metric().Matches(text).Select(match => match.Value)];

    [Fact]
    public void Dashboard_and_rules_use_metrics_that_are_emitted_and_every_metric_is_used()
    {
        var emitted = Emitted().Keys.Select(key => key.Split('{')[0]).ToHashSet();
        var used = Metrics(File.ReadAllText(Dashboard) + File.ReadAllText(Rules));
        Assert.Equal(emitted.Order(), used.Order());
    }

    [Fact]
    public void Labels_that_are_asked_for_are_emitted()
    {
        var labels = Emitted().Keys.SelectMany(key => Label().Matches(key).Select(match => match.Groups[1].Value))
            .Append("instance").ToHashSet();
        var asked = Asked().Select(match => match.Groups[1].Value).ToList();
        Assert.NotEmpty(asked);
        Assert.Empty(asked.Except(labels));
    }

    [Fact]
    public void Verdicts_and_states_that_are_asked_for_are_words_we_have()
    {
        var words = Enum.GetValues<PromiseVerdict>().Select(VirtAgent.Presentation.Names.Of)
            .Concat(Enum.GetValues<PortState>().Select(state => VirtAgent.Presentation.Names.Of(state)!))
            .Concat(Enum.GetValues<Severity>().Select(VirtAgent.Presentation.Names.Of))
            .Concat(FindingCode.All)
            .Append("ok").ToHashSet();
        var asked = Asked().Where(match => match.Groups[1].Value != "instance")
            .SelectMany(match => match.Groups[2].Value.Split('|')).ToList();
        Assert.Contains("leaking", asked);
        Assert.Empty(asked.Except(words));
    }

    [Fact]
    public void Promtool_takes_the_rules_and_their_tests_pass()
    {
        var (exit, output) = Promtool.Run("", "check", "rules", Rules);
        Assert.True(exit == 0, output);
        (exit, output) = Promtool.Run("", "test", "rules", Deploy("prometheus/virt-agent.rules.test.yml"));
        Assert.True(exit == 0, output);
    }

    [Fact]
    public void Promtool_takes_every_expression_of_the_dashboard()
    {
        using var folder = new TemporaryFolder();
        var rules = Expressions().Select(expression => expression.Replace("$__rate_interval", "5m", StringComparison.Ordinal))
            .Select((expression, number) => $"  - record: panel:{number}\n    expr: {JsonSerializer.Serialize(expression)}\n");
        var file = folder.Write("panels.yml", "groups:\n- name: panels\n  rules:\n" + string.Concat(rules));
        var (exit, output) = Promtool.Run("", "check", "rules", file);
        Assert.True(exit == 0, output);
    }

    [GeneratedRegex("virtagent_[a-z0-9_]+")]
    private static partial Regex Metric();

    [GeneratedRegex("""[{,]([a-z_]+)=["]""")]
    private static partial Regex Label();

    [GeneratedRegex("""[{,]([a-z_]+)[=!][=~]?"([^"]*)["]""")]
    private static partial Regex Matcher();
}
