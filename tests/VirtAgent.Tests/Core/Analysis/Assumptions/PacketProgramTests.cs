using VirtAgent.Core.Analysis;
using VirtAgent.Core.Findings;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;

namespace VirtAgent.Tests.Core.Analysis.Assumptions;

/// <summary>Which filters of tc and which tunnels reach guests, and which are nobody's business.</summary>
public class PacketProgramTests
{
    private static Host Observed => AssumptionTests.Observed;

    [Theory]
    [InlineData("vnet1", "mirred", "up0", "network1")]
    [InlineData("virbr1", "mirred", "up0", "network1")]
    [InlineData("up0", "mirred", "vnet1", "network1")]
    [InlineData("vnet1", "mirred", "virbr0", "network1 default")]
    [InlineData("vnet1", "skbedit", null, "network1")]
    [InlineData("vnet1", "pedit", null, "network1")]
    [InlineData("up0", "skbedit", null, "default network1 isolated46")]
    [InlineData("up0", "ct", null, "default network1 isolated46")]
    [InlineData("up0", "never-heard-of", null, "default network1 isolated46")]
    [InlineData("up0", "mirred", null, "default network1 isolated46")]
    public void An_action_leaves_undecided_whom_it_can_reach(string device, string action, string? target, string networks) =>
        AssumptionTests.Concerns(Judge.Audit(With(device, new TrafficAction(action, target, false))), "no-tc-actions", networks);

    [Theory]
    [InlineData("vnet1", "gact", null)]
    [InlineData("vnet1", "police", null)]
    [InlineData("virbr1", "csum", null)]
    [InlineData("vnet1", "mirred", "ifb0")]
    [InlineData("vnet1", "mirred", "virbr1")]
    [InlineData("up0", "pedit", null)]
    [InlineData("up0", "mirred", "lo")]
    public void What_only_shapes_or_stays_within_concerns_nobody(string device, string action, string? target)
    {
        var ifb = new Link(98, "ifb0", "ifb", null, null, null, true, false, null, false);
        var host = With(device, new TrafficAction(action, target, false));
        var audit = Judge.Audit(host with { Links = [.. host.Links, ifb] });
        Assert.True(AssumptionTests.Answer(audit, "no-tc-actions"));
        Assert.Equal(0, audit.ExitCode);
    }

    [Fact]
    public void A_priority_that_skbedit_sets_concerns_nobody() =>
        Assert.Equal(0, Judge.Audit(With("vnet1", new TrafficAction("skbedit", null, true))).ExitCode);

    [Fact]
    public void A_classifier_that_runs_a_program_may_do_anything()
    {
        var filter = new TrafficFilter(["vnet1"], "ingress pref 1", "bpf", false, []);
        var audit = Judge.Audit(Observed with { TrafficControl = new TrafficControl([filter], []) });
        AssumptionTests.Concerns(audit, "no-tc-actions", "network1");
        Assert.Equal(
            "tc filter del dev vnet1 ingress pref 1",
                audit.Findings.First(finding => finding.Code == FindingCode.BypassPath).Remedy);
    }

    [Theory]
    [InlineData("vnet1", "network1")]
    [InlineData("up0", "default network1 isolated46")]
    public void A_tcx_program_leaves_undecided_whom_it_can_reach(string device, string networks) => AssumptionTests.Concerns(
        Judge.Audit(Observed with { TrafficControl = new TrafficControl([], [new DeviceProgram(device, "tcx", 1)]) }),
        "no-tcx-programs", networks);

    [Fact]
    public void A_tunnel_that_is_up_takes_what_guests_wrap_and_one_that_is_down_does_not()
    {
        var vxlan = new Tunnel("vx0", "vxlan", Up: true, null, null, 4789);
        AssumptionTests.Concerns(Judge.Audit(With(vxlan)), "no-tunnel-for-guests", "default network1 isolated46");
        Assert.Equal(0, Judge.Audit(With(vxlan with { Up = false })).ExitCode);
    }

    [Fact]
    public void A_tunnel_that_wants_one_sender_is_out_of_reach_where_rp_filter_is_strict()
    {
        var gre = new Tunnel("gre1", "gre", Up: true, null, Address.Parse("198.51.100.9"), 0);
        var audit = Judge.Audit(AssumptionTests.Set(With(gre), "net.ipv4.conf.virbr2.rp_filter=0"));
        AssumptionTests.Concerns(audit, "no-tunnel-for-guests", "default isolated46");
    }

    [Fact]
    public void A_service_of_IPVS_leaves_every_network_undecided() => AssumptionTests.Concerns(
        Judge.Audit(Observed with { Tunnels = new TunnelState([], 0, ["TCP C6336401:0050"], []) }),
        "no-virtual-server", "default network1 isolated46");

    [Fact]
    public void A_PPPoE_session_on_a_bridge_leaves_its_network_undecided() => AssumptionTests.Concerns(
        Judge.Audit(Observed with { Tunnels = new TunnelState([], 0, [], ["virbr1"]) }), "no-tunnel-for-guests", "network1");

    [Fact]
    public void An_IPsec_policy_sends_packets_elsewhere_but_past_no_rule()
    {
        var audit = Judge.Audit(Observed with { Tunnels = new TunnelState([], 2, [], []) });
        Assert.False(AssumptionTests.Answer(audit, "no-ipsec-policy"));
        Assert.Equal(PromiseVerdict.Isolated, AssumptionTests.Of(audit, "network1").IPv4);
    }

    private static Host With(string device, TrafficAction action) => Observed with
    {
        TrafficControl = new TrafficControl([new TrafficFilter([device], "ingress pref 49152", "u32", true, [action])], []),
    };

    private static Host With(Tunnel tunnel) => Observed with { Tunnels = new TunnelState([tunnel], 0, [], []) };
}
