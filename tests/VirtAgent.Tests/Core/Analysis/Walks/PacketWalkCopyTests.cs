using VirtAgent.Core.Analysis.Walks;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Rulesets;
using VirtAgent.Tests.Support;
using static VirtAgent.Tests.Support.RuleLine;

namespace VirtAgent.Tests.Core.Analysis.Walks;

/// <summary>Copies that rules send past the hooks.</summary>
public class PacketWalkCopyTests
{
    [Fact]
    public void A_copy_leaves_by_the_hosts_own_routes_although_the_packet_is_dropped()
    {
        var walk = HostBuilder.WithGuestBridge()
            .Chain("mangle", "PREROUTING", ChainPolicy.Accept, Unknown("-j TEE --gateway 192.0.2.9"))
            .Chain("filter", "FORWARD", ChainPolicy.Drop).Only(SamplePackets.Tcp());

        Assert.Equal(WalkOutcome.Dropped, walk.Outcome);
        var copy = Assert.Single(walk.Copies);
        Assert.Equal("eth0", copy.Out);
        Assert.Equal("copy eth0", walk.Steps[copy.Rule].Outcome);
        Assert.Equal(["PREROUTING 1 copy eth0", "PREROUTING 0 policy accept"], walk.Met("mangle"));
    }

    [Fact]
    public void A_copy_to_a_device_needs_no_route_and_one_without_a_route_is_lost()
    {
        Walk Walk(string target) => HostBuilder.WithGuestBridge().WithoutRoutes().Route("10.9.0.0/24", "virbr1")
            .Chain("mangle", "PREROUTING", ChainPolicy.Accept, Unknown(target), Drop).Only(SamplePackets.Tcp());

        Assert.Equal("eth0", Assert.Single(Walk("-j TEE --gateway 192.0.2.9 --oif eth0").Copies).Out);
        Assert.Empty(Walk("-j TEE --gateway 192.0.2.9").Copies);
    }

    [Fact]
    public void Whether_a_copy_is_sent_is_a_way_of_its_own_even_where_the_packet_ends_the_same()
    {
        var walks = HostBuilder.WithGuestBridge()
            .Chain("mangle", "PREROUTING", ChainPolicy.Accept,
                Unknown("-j TEE --gateway 192.0.2.9").If(Maybe("-m realm --realm 3")), Drop)
            .All(SamplePackets.Tcp());

        Assert.Equal([0, 1], walks.Select(walk => walk.Copies.Count));
        Assert.All(walks, walk => Assert.Single(walk.Assumptions));
    }

    [Fact]
    public void The_order_of_chains_matters_where_one_copies_and_the_other_drops()
    {
        var walks = HostBuilder.WithGuestBridge()
            .Chain(Family.IPv4, Backend.Nft, "mangle", "FORWARD", ChainPolicy.Accept, Unknown("-j TEE --gateway 192.0.2.9"))
            .Chain(Family.IPv4, Backend.Legacy, "mangle", "FORWARD", ChainPolicy.Drop).All(SamplePackets.Tcp());

        Assert.Equal([1, 0], walks.Select(walk => walk.Copies.Count));
    }

    [Fact]
    public void A_copy_that_is_not_modelled_may_leave_anywhere()
    {
        var walks = HostBuilder.WithGuestBridge()
            .Chain("mangle", "PREROUTING", ChainPolicy.Accept, Unknown("-j TEE --gateway nonsense"), Drop)
                .All(SamplePackets.Tcp());

        Assert.Contains(walks, walk => walk.Copies is [{ Out: null }]);
        Assert.Contains(walks, walk => walk.Copies is []);
    }
}
