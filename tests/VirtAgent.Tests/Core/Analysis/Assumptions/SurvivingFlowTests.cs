using VirtAgent.Core.Analysis;
using VirtAgent.Core.Findings;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Readers.Assumptions;
using VirtAgent.Core.Readers.Records;
using VirtAgent.Tests.Support;

namespace VirtAgent.Tests.Core.Analysis.Assumptions;

/// <summary>Flows from before the rules that refuse them, on a host whose rules are all legacy ones written here.</summary>
public class SurvivingFlowTests
{
    private const string AcceptsEstablished = "-A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT\n";

    // network1 is 10.1.0.0/24 on virbr1, up0 leads outside.
    private const string Out = "ipv4 2 tcp 6 src=10.1.0.50 dst=198.51.100.2 sport=40000 dport=443 "
        + "src=198.51.100.2 dst=198.51.100.1 sport=443 dport=40000";
    private const string In = "ipv4 2 udp 17 src=198.51.100.2 dst=198.51.100.1 sport=5000 dport=53 "
        + "src=10.1.0.50 dst=198.51.100.2 sport=53 dport=5000 zone=7";

    [Fact]
    public void A_flow_that_was_let_out_before_goes_on_and_is_a_warning_with_the_command_that_ends_it()
    {
        var audit = Audit(AcceptsEstablished, Out);
        var finding = Assert.Single(audit.Findings, finding => finding.Code == FindingCode.FlowSurvives);
        Assert.Equal(("network1", Severity.Warning), (finding.Network, finding.Severity));
        Assert.Equal("conntrack -D -f ipv4 -p tcp -s 10.1.0.50 -d 198.51.100.2 --sport 40000 --dport 443", finding.Remedy);
        Assert.False(AssumptionTests.Answer(audit, "no-surviving-flow"));
        Assert.Equal(PromiseVerdict.Isolated, AssumptionTests.Of(audit, "network1").IPv4);
    }

    [Fact]
    public void A_flow_that_was_translated_in_is_told_with_its_zone()
    {
        var finding = Assert.Single(Audit(AcceptsEstablished, In).Findings, finding => finding.Code == FindingCode.FlowSurvives);
        Assert.Contains("translated to 10.1.0.50:53", finding.Summary, StringComparison.Ordinal);
        Assert.Equal("conntrack -D -f ipv4 -p udp -s 198.51.100.2 -d 198.51.100.1 --sport 5000 --dport 53 -w 7", finding.Remedy);
    }

    [Theory]
    [InlineData("", Out)]
    [InlineData("-A FORWARD -j ACCEPT\n", Out)]
    [InlineData(AcceptsEstablished,
        "ipv4 2 tcp 6 src=10.1.0.50 dst=10.1.0.1 sport=4000 dport=53 src=10.1.0.1 dst=10.1.0.50 sport=53 dport=4000")]
    [InlineData(AcceptsEstablished,
        "ipv4 2 tcp 6 src=192.168.122.9 dst=198.51.100.2 sport=4000 dport=53 "
        + "src=198.51.100.2 dst=198.51.100.1 sport=53 dport=4000")]
    [InlineData(AcceptsEstablished, Out + " [UNREPLIED]")]
    public void A_flow_that_is_stopped_or_let_in_anyway_or_crosses_nothing_is_none(string rules, string flow) =>
        Assert.DoesNotContain(Audit(rules, flow).Findings, finding => finding.Code == FindingCode.FlowSurvives);

    [Fact]
    public void What_was_not_looked_at_is_not_said_to_be_fine()
    {
        Assert.Null(AssumptionTests.Answer(Audit("", TrackedFlowReader.Partly), "no-surviving-flow"));
        Assert.True(AssumptionTests.Answer(Audit("", ""), "no-surviving-flow"));
    }

    [Fact]
    public void A_flow_that_a_helper_expects_is_RELATED_when_it_comes()
    {
        var audit = Audit("-A FORWARD -m conntrack --ctstate RELATED -j ACCEPT\n", TrackedFlowReader.Expectation + "irc");
        Assert.Equal(PromiseVerdict.Undecided, AssumptionTests.Of(audit, "network1").IPv4);
        var answer = audit.Assumptions.Single(one => one.Id == "no-unseen-helper");
        Assert.Contains("helper irc", answer.Detail, StringComparison.Ordinal);
        audit = Audit("", TrackedFlowReader.Expectation + "irc");
        Assert.NotEqual(PromiseVerdict.Undecided, AssumptionTests.Of(audit, "network1").IPv4);
    }

    [Fact]
    public void A_line_that_is_no_flow_is_a_gap() => Assert.Contains(
        HostReader.Read(Record("", "ipv4 nonsense")).Gaps, gap => gap.Source == RecordFile.Conntrack);

    private static Audit Audit(string rules, string flow) => Judge.Audit(HostReader.Read(Record(rules, flow + "\n")));

    private static HostRecord Record(string rules, string flows)
    {
        var record = RecordedHosts.Read("lab-9.0.0-stock");
        return record with
        {
            Files = new Dictionary<string, string>(record.Files)
            {
                [RecordFile.Nft] = """{"nftables":[{"metainfo":{"version":"1.0.6","release_name":"x","json_schema_version":1}}]}""",
                [RecordFile.Iptables] = "",
                [RecordFile.Ip6tables] = "",
                [RecordFile.IptablesLegacy] = "*filter\n:INPUT ACCEPT [0:0]\n:FORWARD DROP [0:0]\n"
                    + $":OUTPUT ACCEPT [0:0]\n{rules}COMMIT\n",
                [RecordFile.Conntrack] = flows,
                [RecordFile.Tc] = """{"filters":[],"programs":[]}""",
                [RecordFile.Bridge] = """{"stacked_elsewhere":[],"ebtables":[]}""",
                [RecordFile.Tunnels] = """{"devices":[],"ipsec_policies":0,"virtual_services":[],"pppoe_sessions":[]}""",
                [RecordFile.Sysctls] = record.Files[RecordFile.Sysctls] + "net.ipv4.conf.all.accept_source_route = 0\n",
            },
        };
    }
}
