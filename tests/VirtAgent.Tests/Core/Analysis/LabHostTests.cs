using VirtAgent.Core.Analysis;
using VirtAgent.Core.Findings;
using VirtAgent.Core.Readers.Records;
using VirtAgent.Tests.Support;

namespace VirtAgent.Tests.Core.Analysis;

/// <summary>
/// The host of the system tests, recorded with <c>snapshot</c>: untouched, and with a marked accept two chains deep, a DNAT, IPv6
/// switched on on the bridge of network1, and the tap of network1 moved. Each of these leaks was confirmed by real packets there.
/// </summary>
public class LabHostTests
{
    [Fact]
    public void NAT_and_isolated_networks_with_guests_alone_keep_their_promises()
    {
        var audit = Audit("lab-9.0.0-stock");
        Assert.Empty(audit.Findings);
        Assert.Equal(0, audit.ExitCode);
        Assert.Equal((PromiseVerdict.Kept, PromiseVerdict.Isolated, PromiseVerdict.Kept), Verdicts(audit, "default"));
        Assert.Equal((PromiseVerdict.Isolated, PromiseVerdict.Isolated, PromiseVerdict.Isolated), Verdicts(audit, "network1"));
        Assert.Equal((PromiseVerdict.Isolated, PromiseVerdict.Isolated, PromiseVerdict.Isolated), Verdicts(audit, "isolated46"));
        Assert.All(audit.Ports, port => Assert.Equal(PortState.Bound, port.State));
    }

    [Fact]
    public void Four_leaks_at_once_are_told_apart()
    {
        var audit = Audit("lab-9.0.0-leak");
        Assert.Equal(2, audit.ExitCode);
        Assert.Equal((PromiseVerdict.Leaking, PromiseVerdict.Leaking, PromiseVerdict.Leaking), Verdicts(audit, "network1"));
        Assert.Equal((PromiseVerdict.Leaking, PromiseVerdict.Isolated, PromiseVerdict.Isolated), Verdicts(audit, "isolated46"));
        AssertLeak(audit, "network1", "out IPv4: -A INNER -m mark --mark 0x7/0xff -j ACCEPT", "virbr1", "up0");
        AssertLeak(audit, "isolated46", "in IPv4: -A INNER -m mark --mark 0x9 -j ACCEPT", "up0", "virbr2");
        AssertLeak(audit, "network1", "out IPv6: policy of FORWARD", "virbr1", "up0");
        AssertLeak(audit, "network1", "in IPv6: policy of FORWARD", "up0", "virbr1");
        Assert.Single(audit.Findings, finding => finding.Code == FindingCode.TapMoved && finding.Severity == Severity.Critical);
        Assert.Single(audit.Findings, finding => finding.Code == FindingCode.IPv6GuardOff);
    }

    [Fact]
    public void A_witness_against_a_DNAT_is_the_packet_as_it_arrives_from_a_believable_sender()
    {
        var leak = Leak(Audit("lab-9.0.0-leak"), "isolated46", "in IPv4: -A INNER -m mark --mark 0x9 -j ACCEPT");
        Assert.Equal("198.51.100.2", leak.Witness!.Packet.Source.ToString());
        Assert.Equal("198.51.100.1", leak.Witness.Packet.Destination.ToString());
        Assert.Equal(2222, leak.Witness.Packet.DestinationPort);
        Assert.Contains(leak.Trace, step => step.Outcome == "dnat 10.2.0.50:22");
    }

    [Fact]
    public void No_packet_enters_on_a_member_of_a_bridge_and_none_leaves_for_the_hosts_own_address()
    {
        var witnesses = Audit("lab-9.0.0-leak").Findings.Select(finding => finding.Witness).OfType<Witness>().ToList();
        Assert.NotEmpty(witnesses);
        Assert.DoesNotContain(witnesses, witness => witness.Packet.In.StartsWith("vnet", StringComparison.Ordinal));
        Assert.DoesNotContain(witnesses, witness => witness.Out.StartsWith("vnet", StringComparison.Ordinal));
        Assert.DoesNotContain(witnesses, witness => witness.Packet.DestinationPort != 2222
            && witness.Packet.Destination.ToString() == "198.51.100.1");
    }

    private static Audit Audit(string name) => Judge.Audit(HostReader.Read(RecordedHosts.Read(name)));

    private static (PromiseVerdict, PromiseVerdict, PromiseVerdict) Verdicts(Audit audit, string name)
    {
        var verdict = audit.Networks.Single(network => network.Network.Name == name);
        return (verdict.IPv4, verdict.IPv6, verdict.Layer2);
    }

    private static void AssertLeak(Audit audit, string network, string subject, string from, string to)
    {
        var leak = Leak(audit, network, subject);
        Assert.Equal((FindingCode.ForwardLeak, from, to), (leak.Code, leak.Witness!.Packet.In, leak.Witness.Out));
    }

    private static Finding Leak(Audit audit, string network, string subject) =>
        Assert.Single(audit.Findings, finding => finding.Network == network && finding.Subject == subject);
}
