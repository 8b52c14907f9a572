using System.Reflection;
using VirtAgent.Core.Findings;
using VirtAgent.Core.Hosts;
using static VirtAgent.Tests.Core.Findings.Audits;

namespace VirtAgent.Tests.Core.Findings;

/// <summary>What waivers make of an audit.</summary>
public class WaiversTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 6, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_waived_leak_is_marked_comes_last_and_does_not_count()
    {
        var audit = Of(Waive(Leak)).Apply(With(PromiseVerdict.Leaking, Leak, Latent), Now);
        Assert.Equal([Latent.Key, Leak.Key], audit.Findings.Select(finding => finding.Key));
        Assert.Equal("ann", audit.Findings[1].Waiver!.Owner);
        Assert.Equal((1, 1, Severity.Critical, PromiseVerdict.Leaking),
            (audit.ExitCode, audit.Waived, audit.Findings[1].Severity, audit.Networks[0].IPv4));
        Assert.Equal(0, Of(Waive(Leak)).Apply(With(PromiseVerdict.Leaking, Leak), Now).ExitCode);
    }

    [Theory]
    [InlineData("forward-latent", "iso", "out IPv4: -A FORWARD -j ACCEPT")]
    [InlineData("forward-leak", "iso", "out IPv4: -A FORWARD -j ACCEPT ")]
    [InlineData("forward-leak", "iso", "out IPv4")]
    [InlineData("forward-leak", "other", "out IPv4: -A FORWARD -j ACCEPT")]
    [InlineData("forward-leak", null, "out IPv4: -A FORWARD -j ACCEPT")]
    public void Another_code_network_or_subject_waives_nothing(string code, string? network, string subject)
    {
        var audit = Of(Waive(Leak) with { Code = code, Network = network, Subject = subject }).Apply(With(Leak), Now);
        Assert.Equal((2, 0), (audit.ExitCode, audit.Waived));
        Assert.Equal((FindingCode.WaiverUnused, Severity.Info), (audit.Findings[1].Code, audit.Findings[1].Severity));
    }

    [Fact]
    public void A_waiver_without_the_network_is_told_which_one_it_lacks() => Assert.Equal(
        "Set \"network\" in /etc/virt-agent/waivers.d/a.json to 'iso' if the finding of that network is meant.",
        Of(Waive(Leak) with { Network = null }).Apply(With(Leak), Now).Findings[1].Remedy);

    [Fact]
    public void An_expired_one_waives_nothing_and_is_told()
    {
        var waivers = Of(Waive(Leak) with { Expires = Now });
        var audit = waivers.Apply(With(Leak), Now);
        Assert.Equal([FindingCode.ForwardLeak, FindingCode.WaiverExpired], audit.Findings.Select(finding => finding.Code));
        Assert.Equal((2, 0, "a.json"), (audit.ExitCode, audit.Waived, audit.Findings[1].Subject));
        Assert.Equal(0, waivers.Apply(With(Leak), Now.AddSeconds(-1)).ExitCode);
        Assert.Equal([FindingCode.WaiverUnused], waivers.Apply(With(), Now).Findings.Select(finding => finding.Code));
    }

    [Fact]
    public void Of_two_the_later_one_counts()
    {
        var audit = Of(Waive(Leak) with { Expires = Now }, Waive(Leak) with { Owner = "bob" }).Apply(With(Leak), Now);
        Assert.Equal("bob", Assert.Single(audit.Findings).Waiver!.Owner);
    }

    [Fact]
    public void Nothing_is_said_of_a_waiver_whose_finding_cannot_be_seen()
    {
        var ghost = Of(Waive(Ghost));
        Assert.Empty(ghost.Apply(With().Unread(RecordFile.Ports), Now).Findings);
        Assert.Single(ghost.Apply(With(), Now).Findings);
    }

    [Theory]
    [InlineData(FindingCode.SourceUnread, Severity.Unknown)]
    [InlineData(FindingCode.ForwardUndecided, Severity.Warning)]
    public void Unknown_stays_unknown(string code, Severity severity)
    {
        var unknown = Audits.Of(code, severity, "something");
        Assert.Equal((3, 0),
            (Of(Waive(unknown)).Apply(With(unknown), Now).ExitCode, Of(Waive(unknown)).Apply(With(unknown), Now).Waived));
    }

    [Fact]
    public void An_unread_verdict_is_unknown_whatever_is_waived() =>
        Assert.Equal(3, Of(Waive(Leak)).Apply(With(PromiseVerdict.Unread, Leak), Now).ExitCode);

    [Fact]
    public void A_file_that_is_none_is_a_warning()
    {
        var audit = new Waivers([], [("/etc/virt-agent/waivers.d/b.json", "b.json is no JSON.")]).Apply(With(), Now);
        Assert.Equal((1, "waiver-invalid b.json"), (audit.ExitCode, Assert.Single(audit.Findings).Key));
    }

    [Fact]
    public void Without_waivers_an_audit_is_itself()
    {
        var audit = With(Leak);
        Assert.Same(audit, Waivers.None.Apply(audit, Now));
    }

    [Fact]
    public void Every_code_is_listed() => Assert.Equal(
        typeof(FindingCode).GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral)
            .Select(field => (string)field.GetRawConstantValue()!).Order(),
        FindingCode.All.Order());

    private static Waivers Of(params Waiver[] waivers) => new(waivers, []);

    private static Waiver Waive(Finding finding) => new(
        finding.Code, finding.Network, finding.Subject, "ann", "A test.", Now.AddDays(1), "/etc/virt-agent/waivers.d/a.json");
}
