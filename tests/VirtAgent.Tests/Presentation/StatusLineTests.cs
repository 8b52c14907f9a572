using System.Text.RegularExpressions;
using VirtAgent.Core.Findings;
using VirtAgent.Presentation;

namespace VirtAgent.Tests.Presentation;

public class StatusLineTests
{
    [Fact]
    public void A_kept_promise_is_ok() =>
        Assert.Equal(
            "VIRTAGENT OK - 1 network with 1 port, every promise kept "
            + "| leaks=0;0;0 warnings=0;0 unknown=0;0 networks=1 ports=1 findings=0 gaps=0 waived=0",
            StatusLine.Of(Examples.Audit(PromiseVerdict.Isolated)));

    [Fact]
    public void A_leak_is_critical_and_told_first()
    {
        var warning = Examples.Leak with { Code = FindingCode.PortGhost, Severity = Severity.Warning, Summary = "A ghost." };
        var line = StatusLine.Of(Examples.Audit(PromiseVerdict.Leaking, Examples.Leak, warning, Examples.Leak));
        Assert.StartsWith(
            "VIRTAGENT CRITICAL - Guests of isolated network network1 reach up0 (and 1 more) | leaks=2;0;0 warnings=1;0 ", line);
    }

    [Fact]
    public void An_undecided_network_is_unknown_even_without_a_finding() =>
        Assert.StartsWith(
            "VIRTAGENT UNKNOWN - network network1: ipv4 undecided, ipv6 isolated, layer 2 isolated | ",
            StatusLine.Of(Examples.Audit(PromiseVerdict.Undecided)));

    [Fact]
    public void A_warning_is_a_warning()
    {
        var warning = Examples.Leak with { Code = FindingCode.PortGhost, Severity = Severity.Warning, Summary = "A ghost." };
        Assert.StartsWith("VIRTAGENT WARNING - A ghost | ", StatusLine.Of(Examples.Audit(PromiseVerdict.Isolated, warning)));
    }

    [Fact]
    public void What_is_waived_is_counted_and_alarms_nobody()
    {
        var line = StatusLine.Of(Examples.Audit(PromiseVerdict.Leaking, Examples.Waived));
        Assert.StartsWith("VIRTAGENT OK - 1 network with 1 port, every other promise kept; 1 waived | leaks=0;0;0 ", line,
            StringComparison.Ordinal);
        Assert.EndsWith(" findings=1 gaps=0 waived=1", line, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_waived_is_told_first()
    {
        var warning = Examples.Leak with { Code = FindingCode.PortGhost, Severity = Severity.Warning, Summary = "A ghost." };
        Assert.StartsWith(
            "VIRTAGENT WARNING - A ghost; 1 waived | leaks=0;0;0 warnings=1;0 ",
            StatusLine.Of(Examples.Audit(PromiseVerdict.Leaking, warning, Examples.Waived)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_host_without_networks_names_its_uri() =>
        Assert.StartsWith(
            "VIRTAGENT OK - no network is active at qemu:///system | ",
            StatusLine.Of(new Audit(Examples.Host(), [], [], [])));

    [Fact]
    public void Figures_follow_the_guidelines_whatever_a_name_holds()
    {
        var nasty = Examples.Leak with { Summary = "Network a|b=1;2\nc leaks." };
        var line = StatusLine.Of(Examples.Audit(PromiseVerdict.Leaking, nasty));
        Assert.DoesNotContain('\n', line);
        var figures = Assert.Single(line.Split('|')[1..]);
        Assert.All(figures.Trim().Split(' '), figure => Assert.Matches(new Regex(@"^[a-z]+=\d+(;\d+(;\d+)?)?$"), figure));
    }
}
