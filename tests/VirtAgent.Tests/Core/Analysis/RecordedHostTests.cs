using System.Text.Json;
using VirtAgent.Core.Analysis;
using VirtAgent.Core.Findings;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Readers.Records;
using VirtAgent.Tests.Support;

namespace VirtAgent.Tests.Core.Analysis;

/// <summary>
/// Verdicts on recorded hosts, against what real packets did there (truth.json) and what libvirt's rules are known to do.
/// </summary>
public class RecordedHostTests
{
    public static TheoryData<string> Truths =>
        new(RecordedHosts.All.Where(name => name.StartsWith("truth-", StringComparison.Ordinal)));

    [Theory]
    [MemberData(nameof(Truths))]
    public void No_verdict_contradicts_what_real_packets_did(string name)
    {
        var isolated = Audit(name).Networks.Single(network => network.Network.Name == "l-iso46");
        var probes = Probes(name);
        // The probes of the other family went another way, and probes to the host itself are not about forwarding.
        Agrees(isolated.IPv4, probes, "guest->outside tcp4", "guest->outside udp4", "guest->other-net-guest tcp4",
            "guest->outside udp4 packet arrived (one way)", name.Contains("uplink", StringComparison.Ordinal)
                ? ""
                : "outside->guest tcp4");
        Agrees(isolated.IPv6, probes, "guest->outside tcp6", "outside->guest tcp6");
    }

    [Theory]
    [MemberData(nameof(Truths))]
    public void Every_leak_has_a_witness_both_evaluators_agree_on(string name)
    {
        foreach (var finding in Audit(name).Findings.Where(finding =>
            finding.Code.StartsWith("forward-", StringComparison.Ordinal)))
        {
            Assert.DoesNotContain(finding.Evidence, line => line.Contains("disagree", StringComparison.Ordinal));
            if (finding.Code != FindingCode.ForwardLeak) continue;
            Assert.NotNull(finding.Witness);
            Assert.Contains(finding.Trace, step => step.Outcome.StartsWith("out ", StringComparison.Ordinal));
            Assert.Contains(finding.Trace, step => step is { Table: "filter" } && step.Outcome is "accept" or "policy accept");
        }
    }

    [Theory]
    [InlineData("truth-9.0.0-iptables/08-insert-accept-in-libvirt-chains")]
    [InlineData("truth-9.0.0-iptables/10-insert-vmap")]
    public void A_rule_iptables_did_not_write_is_never_believed(string name)
    {
        var audit = Audit(name);
        Assert.Equal(PromiseVerdict.Undecided, audit.Networks.Single(network => network.Network.Name == "l-iso46").IPv4);
        Assert.Contains(audit.Findings, finding => finding.Code == FindingCode.RulesTainted);
        Assert.Equal(3, audit.ExitCode);
    }

    [Fact]
    public void A_bridge_that_is_gone_or_renamed_is_never_called_isolated()
    {
        var host = HostReader.Read(RecordedHosts.Read("lab-9.0.0-stock"));
        var renamed =
            host with { Links = [.. host.Links.Select(link => link.Name == "virbr1" ? link with { Name = "virbr1x" } : link)] };
        var network = Judge.Audit(renamed).Networks.Single(verdict => verdict.Network.Bridge == "virbr1");
        Assert.Equal((PromiseVerdict.Undecided, PromiseVerdict.Undecided), (network.IPv4, network.IPv6));
    }

    [Fact]
    public void Native_rules_that_untrack_packets_leave_the_proof_undecided() =>
        Assert.Equal(PromiseVerdict.Undecided,
            Audit("truth-9.0.0-iptables/28-nft-notrack-and-ct").Networks.Single(n => n.Network.Name == "l-iso46").IPv4);

    [Fact]
    public void An_accept_in_the_other_backend_does_not_undo_a_reject() =>
        Assert.Equal(PromiseVerdict.Isolated,
            Audit("truth-9.0.0-iptables/16-legacy-accept").Networks.Single(n => n.Network.Name == "l-iso46").IPv4);

    [Theory]
    [InlineData("libvirt-9.0.0-iptables")]
    [InlineData("libvirt-12.8.0-iptables")]
    public void All_eighteen_networks_are_judged_right(string name)
    {
        // l-route46 takes packets for its prefix from any device, ahead of the rules that keep isolated guests in, and of those
        // that hold NAT guests to their own addresses (facts: libvirt 3.4); so does l-nat4r6 for IPv6. All others keep theirs.
        var expected = new Dictionary<string, (PromiseVerdict IPv4, PromiseVerdict IPv6, PromiseVerdict Layer2)>
        {
            ["l-hostbr"] = (PromiseVerdict.NoPromise, PromiseVerdict.NoPromise, PromiseVerdict.NoPromise),
            ["l-iso4"] = (PromiseVerdict.Leaking, PromiseVerdict.Isolated, PromiseVerdict.Isolated),
            ["l-iso46"] = (PromiseVerdict.Leaking, PromiseVerdict.Leaking, PromiseVerdict.Isolated),
            ["l-isomulti"] = (PromiseVerdict.Leaking, PromiseVerdict.Isolated, PromiseVerdict.Isolated),
            ["l-isonodns"] = (PromiseVerdict.Leaking, PromiseVerdict.Isolated, PromiseVerdict.Isolated),
            ["l-isonone"] = (PromiseVerdict.Leaking, PromiseVerdict.Isolated, PromiseVerdict.Isolated),
            ["l-isonone6"] = (PromiseVerdict.Leaking, PromiseVerdict.Isolated, PromiseVerdict.Isolated),
            ["l-isoport"] = (PromiseVerdict.Leaking, PromiseVerdict.Isolated, PromiseVerdict.Isolated),
            ["l-isotftp"] = (PromiseVerdict.Leaking, PromiseVerdict.Isolated, PromiseVerdict.Isolated),
            ["l-macvtap"] = (PromiseVerdict.NoPromise, PromiseVerdict.NoPromise, PromiseVerdict.NoPromise),
            ["l-nat4"] = (PromiseVerdict.Leaking, PromiseVerdict.Isolated, PromiseVerdict.Kept),
            ["l-nat46"] = (PromiseVerdict.Leaking, PromiseVerdict.Leaking, PromiseVerdict.Kept),
            ["l-nat4r6"] = (PromiseVerdict.Leaking, PromiseVerdict.Leaking, PromiseVerdict.Kept),
            ["l-natdev"] = (PromiseVerdict.Leaking, PromiseVerdict.Isolated, PromiseVerdict.Kept),
            ["l-natport"] = (PromiseVerdict.Leaking, PromiseVerdict.Isolated, PromiseVerdict.Kept),
            ["l-open46"] = (PromiseVerdict.NoPromise, PromiseVerdict.NoPromise, PromiseVerdict.NoPromise),
            ["l-route46"] = (PromiseVerdict.Leaking, PromiseVerdict.Leaking, PromiseVerdict.Kept),
            ["l-routedev"] = (PromiseVerdict.Leaking, PromiseVerdict.Isolated, PromiseVerdict.Kept),
        };
        var actual = Audit(name).Networks.ToDictionary(network => network.Network.Name,
            network => (network.IPv4, network.IPv6, network.Layer2));
        Assert.Equal(expected, actual);
    }

    [Fact]
    public void Rules_of_native_nftables_are_not_claimed_to_be_understood()
    {
        var audit = Audit("libvirt-12.8.0-nftables");
        Assert.Equal(3, audit.ExitCode);
        foreach (var network in audit.Networks.Where(network =>
            network.Network.Mode is ForwardMode.None or ForwardMode.Nat or ForwardMode.Route))
        {
            Assert.Contains(network.IPv4, new[] { PromiseVerdict.Undecided, PromiseVerdict.Unread });
            Assert.DoesNotContain(network.IPv6, new[] { PromiseVerdict.Leaking, PromiseVerdict.Kept });
        }
    }

    [Fact]
    public void An_audit_of_any_recorded_host_says_the_same_twice()
    {
        foreach (var name in RecordedHosts.All)
        {
            string Text(Audit audit) =>
                string.Join('\n', audit.Findings.Select(finding => $"{finding.Code} {finding.Network} {finding.Subject}"));
            Assert.Equal(Text(Audit(name)), Text(Audit(name)));
            Assert.Equal(Audit(name).Findings.Count,
                Audit(name).Findings.DistinctBy(f => (f.Code, f.Network, f.Subject)).Count());
        }
    }

    private static Audit Audit(string name) => Judge.Audit(HostReader.Read(RecordedHosts.Read(name)));

    private static Dictionary<string, string> Probes(string name)
    {
        using var truth = JsonDocument.Parse(File.ReadAllText(Path.Combine(RecordedHosts.PathOf(name), "truth.json")));
        return truth.RootElement.GetProperty("probes").EnumerateObject()
            .ToDictionary(probe => probe.Name, probe => probe.Value.GetString()!);
    }

    private static void Agrees(PromiseVerdict verdict, Dictionary<string, string> probes, params string[] names)
    {
        var crossed = names.Any(name => probes.GetValueOrDefault(name) == "open");
        Assert.NotEqual(crossed ? PromiseVerdict.Isolated : PromiseVerdict.Leaking, verdict);
    }
}
