using System.Text.RegularExpressions;
using VirtAgent.Core.Analysis;
using VirtAgent.Core.Findings;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Readers.Records;
using VirtAgent.Tests.Support;

namespace VirtAgent.Tests.Core.Analysis.Assumptions;

/// <summary>What the proof takes for granted, against a recorded host on which one thing is changed.</summary>
public partial class AssumptionTests
{
    // NAT network default on virbr0, isolated network1 (IPv4) on virbr1 with vnet1, isolated isolated46 on virbr2; up0 leads
    // outside.
    private static readonly Host Stock = HostReader.Read(RecordedHosts.Read("lab-9.0.0-stock"));

    private const string Isolated = "network1";

    public static TheoryData<string, string> SysctlsOff => new()
    {
        { "no-source-routing", "net.ipv4.conf.all.accept_source_route=1 net.ipv4.conf.virbr1.accept_source_route=1" },
        { "no-segment-routing", "net.ipv6.conf.all.seg6_enabled=1 net.ipv6.conf.up0.seg6_enabled=1" },
        { "no-segment-routing", "net.ipv6.conf.all.rpl_seg_enabled=1 net.ipv6.conf.up0.rpl_seg_enabled=1" },
        { "no-multicast-router", "net.ipv4.conf.virbr1.mc_forwarding=1" },
        { "no-multicast-router", "net.ipv6.conf.virbr2.mc_forwarding=1" },
        { "no-mpls", "net.mpls.platform_labels=100 net.mpls.conf.virbr1.input=1" },
        { "no-vlan-as-input", "net.bridge.bridge-nf-pass-vlan-input-dev=1" },
    };

    [Fact]
    public void Each_has_an_id_of_its_own_and_says_one_sentence()
    {
        var all = Judge.Audit(Stock).Assumptions;
        Assert.Equal(all.Count, all.Select(one => one.Id).Distinct().Count());
        Assert.All(all, one => Assert.Matches(Kebab(), one.Id));
        Assert.All(all, one => Assert.EndsWith(".", one.Statement, StringComparison.Ordinal));
        Assert.All(all, one => Assert.EndsWith(".", one.Detail, StringComparison.Ordinal));
    }

    [Fact]
    public void A_record_of_before_keeps_its_verdicts_and_says_what_it_does_not_hold()
    {
        var audit = Judge.Audit(Stock);
        Assert.Equal(RecordFile.BesideRules.Order(), audit.Host.Gaps.Select(gap => gap.Source).Order());
        Assert.Equal(PromiseVerdict.Isolated, Of(audit, Isolated).IPv4);
        Assert.Null(Answer(audit, "no-tc-actions"));
        Assert.Null(Answer(audit, "no-source-routing"));
        Assert.Null(Answer(audit, "no-surviving-flow"));
        Assert.DoesNotContain(audit.Findings, finding => finding.Code is FindingCode.BypassPath or FindingCode.SourceUnread);
    }

    [Fact]
    public void What_a_live_host_does_not_tell_leaves_verdicts_unread()
    {
        var audit = Judge.Audit(
            Observed with { TrafficControl = null, Gaps = [new Gap(RecordFile.Tc, "Operation not permitted.")] });
        Assert.Contains(audit.Findings, finding => finding is { Code: FindingCode.SourceUnread, Subject: RecordFile.Tc });
        Assert.Equal(
            (PromiseVerdict.Unread, PromiseVerdict.Unread, 3),
                (Of(audit, Isolated).IPv4, Of(audit, Isolated).Layer2, audit.ExitCode));
    }

    [Fact]
    public void A_record_that_lacks_one_of_what_its_observer_looks_at_is_unread()
    {
        var record = RecordedHosts.Read("lab-9.0.0-stock");
        var files = new Dictionary<string, string>(record.Files) { [RecordFile.Conntrack] = "" };
        var audit = Judge.Audit(HostReader.Read(record with { Files = files }));
        Assert.Equal((PromiseVerdict.Unread, 3), (Of(audit, Isolated).IPv4, audit.ExitCode));
        Assert.Contains(audit.Findings, finding => finding is { Code: FindingCode.SourceUnread, Subject: RecordFile.Tunnels });
    }

    [Fact]
    public void A_namespace_that_does_not_tell_of_its_devices_leaves_verdicts_unread()
    {
        var audit = Judge.Audit(Observed with { Bridges = new BridgeState([], 1, NoTables) });
        Assert.Equal((PromiseVerdict.Unread, 3), (Of(audit, Isolated).Layer2, audit.ExitCode));
        Assert.Contains(audit.Findings, finding => finding is { Code: FindingCode.SourceUnread, Subject: RecordFile.Bridge });
    }

    [Fact]
    public void A_sysctl_that_was_not_read_leaves_verdicts_unread()
    {
        var values = Observed.Sysctls.Values.Where(pair => !pair.Key.EndsWith("accept_source_route", StringComparison.Ordinal));
        var audit = Judge.Audit(Observed with { Sysctls = new Sysctls(new Dictionary<string, string>(values)) });
        Assert.Null(Answer(audit, "no-source-routing"));
        Assert.Equal((PromiseVerdict.Unread, 3), (Of(audit, Isolated).IPv4, audit.ExitCode));
    }

    [Fact]
    public void Flows_that_nobody_could_read_cost_no_verdict()
    {
        var audit = Judge.Audit(Observed with { Flows = null, Gaps = [new Gap(RecordFile.Conntrack, "No such module.")] });
        Assert.Equal((PromiseVerdict.Isolated, 0), (Of(audit, Isolated).IPv4, audit.ExitCode));
        Assert.Null(Answer(audit, "no-surviving-flow"));
    }

    [Fact]
    public void Where_all_was_looked_at_and_nothing_found_each_holds()
    {
        var audit = Judge.Audit(Observed);
        Assert.All(audit.Assumptions, one => Assert.True(one.Holds, $"{one.Id}: {one.Detail}"));
        Assert.Equal(0, audit.ExitCode);
    }

    [Theory]
    [MemberData(nameof(SysctlsOff))]
    public void A_sysctl_that_opens_a_way_fails_and_leaves_undecided(string id, string settings)
    {
        var audit = Judge.Audit(Set(Observed, settings));
        Assert.False(Answer(audit, id));
        var finding = audit.Findings.First(finding => finding.Code == FindingCode.BypassPath);
        Assert.StartsWith(id + ": ", finding.Subject, StringComparison.Ordinal);
        Assert.Equal(3, audit.ExitCode);
        Assert.Contains(PromiseVerdict.Undecided, Of(audit, finding.Network!).All);
    }

    [Theory]
    [InlineData("net.ipv4.conf.virbr1.accept_source_route=1")]
    [InlineData("net.ipv4.conf.all.accept_source_route=1")]
    [InlineData("net.ipv6.conf.up0.seg6_enabled=1")]
    [InlineData("net.mpls.platform_labels=100")]
    public void Half_of_what_it_takes_opens_nothing(string settings) =>
        Assert.Equal(0, Judge.Audit(Set(Observed, settings)).ExitCode);

    [Fact]
    public void A_network_without_IPv6_is_not_concerned_by_segment_routes()
    {
        var audit = Judge.Audit(Set(Observed, "net.ipv6.conf.all.seg6_enabled=1 net.ipv6.conf.up0.seg6_enabled=1"));
        Assert.Equal(PromiseVerdict.Isolated, Of(audit, Isolated).IPv6);
        Assert.Equal(PromiseVerdict.Undecided, Of(audit, "isolated46").IPv6);
        Assert.Equal(PromiseVerdict.Isolated, Of(audit, "isolated46").IPv4);
    }

    [Theory]
    [InlineData("virbr1", "network1")]
    [InlineData("vnet1", "network1")]
    [InlineData("up0", "default network1 isolated46")]
    public void An_XDP_program_leaves_undecided_whom_it_can_reach(string device, string networks)
    {
        var audit = Judge.Audit(Observed with
        {
            Links = [.. Observed.Links.Select(link => link.Name == device ? link with { HasProgram = true } : link)],
        });
        Concerns(audit, "no-xdp-programs", networks);
        Assert.Equal(device == "up0" ? PromiseVerdict.Isolated : PromiseVerdict.Undecided, Of(audit, Isolated).Layer2);
    }

    [Theory]
    [InlineData("vlan", "virbr1")]
    [InlineData("macvlan", "virbr1")]
    [InlineData("ipvlan", "vnet1")]
    public void A_device_on_top_of_bridge_or_tap_leaves_undecided(string kind, string lower)
    {
        var upper = new Link(99, "upper0", kind, null, null, null, true, false, lower, false);
        var audit = Judge.Audit(Observed with { Links = [.. Observed.Links, upper] });
        Concerns(audit, "no-stacked-device", Isolated);
        Assert.Equal(
            (PromiseVerdict.Undecided, PromiseVerdict.Undecided), (Of(audit, Isolated).IPv4, Of(audit, Isolated).Layer2));
    }

    [Fact]
    public void A_device_of_another_namespace_on_the_bridge_leaves_undecided()
    {
        var state = new BridgeState(
            [new StackedDevice("mv0", "macvlan", "virbr1"), new StackedDevice("mv1", "macvlan", "up0")], 0, NoTables);
        var audit = Judge.Audit(Observed with { Bridges = state });
        Concerns(audit, "no-stacked-device", Isolated);
    }

    [Fact]
    public void Rules_of_legacy_ebtables_leave_every_network_undecided() => Concerns(
        Judge.Audit(Observed
            with
        { Bridges = new BridgeState([], 0, new Dictionary<string, int> { ["broute"] = 1, ["nat"] = 0 }) }),
        "no-legacy-ebtables", "default network1 isolated46");

    [Fact]
    public void A_route_through_a_program_leaves_undecided()
    {
        var route = Observed.Routes[0] with { Text = """{"dst":"10.9.0.0/16","dev":"up0","encap":"bpf"}""" };
        Concerns(Judge.Audit(Observed with { Routes = [.. Observed.Routes, route] }), "no-route-programs",
            "default network1 isolated46");
        var wrapped = route with { Text = """{"dst":"10.9.0.0/16","dev":"up0","encap":"mpls"}""" };
        Assert.True(Answer(Judge.Audit(Observed with { Routes = [.. Observed.Routes, wrapped] }), "no-route-programs"));
    }

    private static readonly Dictionary<string, int> NoTables = [];

    /// <summary>The stock host as this version observes it.</summary>
    internal static Host Observed { get; } = Set(
        Stock with
        {
            HasRulesAlone = false,
            Gaps = [],
            TrafficControl = new TrafficControl([], []),
            Bridges = new BridgeState([], 0, NoTables),
            Tunnels = new TunnelState([], 0, [], []),
            Flows = new TrackedFlows([], true, []),
        },
        "net.ipv4.conf.all.accept_source_route=0");

    internal static NetworkVerdict Of(Audit audit, string network) =>
        audit.Networks.Single(verdict => verdict.Network.Name == network);

    internal static bool? Answer(Audit audit, string id) => audit.Assumptions.Single(one => one.Id == id).Holds;

    /// <summary>
    /// Holds that <paramref name="id"/> fails for exactly these networks, and that each is undecided in some way.
    /// </summary>
    internal static void Concerns(Audit audit, string id, string networks)
    {
        Assert.False(Answer(audit, id));
        var concerned = audit.Findings.Where(finding => finding.Code == FindingCode.BypassPath).ToList();
        Assert.All(concerned, finding => Assert.StartsWith(id + ": ", finding.Subject, StringComparison.Ordinal));
        Assert.Equal(networks.Split(' ').Order(), concerned.Select(finding => finding.Network!).Distinct().Order());
        Assert.All(networks.Split(' '), network => Assert.Equal(PromiseVerdict.Undecided, Of(audit, network).IPv4));
        Assert.Equal(3, audit.ExitCode);
    }

    internal static Host Set(Host host, string settings)
    {
        var values = new Dictionary<string, string>(host.Sysctls.Values);
        foreach (var setting in settings.Split(' ')) values[setting.Split('=')[0]] = setting.Split('=')[1];
        return host with { Sysctls = new Sysctls(values) };
    }

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*$")]
    private static partial Regex Kebab();
}
