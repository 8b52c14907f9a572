using VirtAgent.Core.Findings;
using VirtAgent.SystemTests.Leaks;
using VirtAgent.SystemTests.Support;

namespace VirtAgent.SystemTests;

/// <summary>What <c>check</c> says of a real host: tight, leaking, and after changes that harm nothing.</summary>
[Collection(OneLeakHost.Name)]
public sealed class LeakTests(LeakHost host)
{
    private Lab Lab => host.Lab;

    public static TheoryData<string> Known => [.. KnownLeaks.All.Keys];

    public static TheoryData<string> Harmless =>
    [
        "iptables -A FORWARD -i virbr1 -j ACCEPT; iptables -A FORWARD -o virbr1 -j ACCEPT",
        "iptables -A LIBVIRT_FWO -i virbr1 -j ACCEPT; iptables -A LIBVIRT_FWI -o virbr1 -j ACCEPT",
        "iptables -I FORWARD -i virbr9 -j ACCEPT; iptables -I FORWARD -i up0 -o tun0 -j ACCEPT",
        "iptables -I FORWARD -m conntrack --ctstate ESTABLISHED -j ACCEPT",
        "iptables -t mangle -A PREROUTING -i virbr1 -j MARK --set-mark 7; iptables -I FORWARD -m mark --mark 7 -j LOG",
        "iptables -I INPUT -i virbr1 -j ACCEPT",
        "ip6tables -A LIBVIRT_FWO -i virbr2 -j ACCEPT; ip6tables -A FORWARD -o virbr2 -j ACCEPT",
        "iptables -I FORWARD -i virbr1 -j ACCEPT; iptables -I FORWARD -i virbr1 -j DROP",
    ];

    [Fact]
    public void A_NAT_network_and_isolated_networks_alone_keep_their_promises()
    {
        var answer = Tight();
        Assert.Equal(("nat", "kept", "isolated", "kept"), Verdicts(answer.Network("default")));
        Assert.Equal(("isolated", "isolated", "isolated", "isolated"), Verdicts(answer.Network("network1")));
        Assert.Equal(("isolated", "isolated", "isolated", "isolated"), Verdicts(answer.Network("isolated46")));
        Assert.Empty(answer.Findings!);
        Assert.Empty(answer.Gaps!);
    }

    [Theory]
    [MemberData(nameof(Known))]
    public void A_leak_is_shown_by_a_witness_that_the_kernel_forwards_and_is_over_once_undone(string name)
    {
        var leak = KnownLeaks.All[name];
        CheckAnswer answer;
        try
        {
            Lab.Shell(leak.Open);
            answer = Agent.Check(Lab);
            Assert.True(answer.Exit == 2, answer.ToString());
            AssertNamed(leak, answer);
            Assert.All(Leaking(answer), finding => AssertForwarded(finding, expected: true));
        }
        finally
        {
            Lab.Shell(leak.Close);
            host.Restore();
        }

        Tight();
        // The probe can say no: what it confirmed above was the leak and nothing else.
        if (Named(leak, answer) is { Witness: not null } finding) AssertForwarded(finding, expected: false);
    }

    [Theory]
    [MemberData(nameof(Harmless))]
    public void A_change_that_opens_nothing_is_no_finding(string change)
    {
        try
        {
            Lab.Shell(change);
            Tight();
        }
        finally
        {
            host.Restore();
        }
    }

    private CheckAnswer Tight()
    {
        var answer = Agent.Check(Lab);
        Assert.True(answer.Exit == 0, answer.ToString());
        return answer;
    }

    private static void AssertNamed(Leak leak, CheckAnswer answer)
    {
        var finding = Named(leak, answer);
        Assert.True(finding is not null, answer.ToString());
        Assert.Equal("critical", finding.Severity);
        var network = answer.Network(leak.Network);
        if (leak.Code != FindingCode.ForwardLeak)
        {
            Assert.Equal("leaking", network.Layer2);
            Assert.NotEmpty(finding.Evidence);
            return;
        }

        var family = finding.Witness!.Family;
        Assert.Equal("leaking", family == "ipv4" ? network.Ipv4 : network.Ipv6);
        Assert.Contains(family, leak.Subject, StringComparison.OrdinalIgnoreCase);
        var bridge = leak.Subject.StartsWith("out", StringComparison.Ordinal) ? finding.Witness.In : finding.Witness.Out;
        Assert.Equal(leak.Network == "network1" ? "virbr1" : "virbr2", bridge);
        Assert.Empty(leak.Trace.Except(finding.Trace.Select(step => $"{step.Chain} {step.Rule}: {step.Outcome}")));
        if (!leak.Subject.Contains("-A ", StringComparison.Ordinal)) return;
        var accepts = Assert.Single(finding.Trace, step => step.Outcome == "accept");
        Assert.EndsWith(accepts.Text, leak.Subject, StringComparison.Ordinal);
    }

    private static CheckAnswer.FindingLine? Named(Leak leak, CheckAnswer answer) => answer.Findings!.SingleOrDefault(
        finding => finding.Code == leak.Code && finding.Network == leak.Network && finding.Subject == leak.Subject);

    // A packet that is seen was forwarded; that none is seen within a second may also be the machine's doing.
    private void AssertForwarded(CheckAnswer.FindingLine finding, bool expected)
    {
        var witness = finding.Witness!.Read();
        var forwarded = WitnessProbe.Confirm(Lab, witness) || (expected && WitnessProbe.Confirm(Lab, witness));
        Assert.True(forwarded == expected, $"forwarded {forwarded}: {finding}");
    }

    private static IEnumerable<CheckAnswer.FindingLine> Leaking(CheckAnswer answer) =>
        answer.Findings!.Where(finding => finding.Code == FindingCode.ForwardLeak);

    private static (string Mode, string Ipv4, string Ipv6, string Layer2) Verdicts(CheckAnswer.NetworkLine network) =>
        (network.Mode, network.Ipv4, network.Ipv6, network.Layer2);
}
