using VirtAgent.Core.Analysis;
using VirtAgent.Core.Findings;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Readers.Iptables;
using VirtAgent.Core.Rulesets;
using VirtAgent.Tests.Support;

namespace VirtAgent.Tests.Core.Analysis;

/// <summary>What a sender is free to do that an ordinary program never does; each was tried with real packets in a lab.</summary>
public class SendersFreedomTests
{
    [Theory]
    [InlineData(Backend.Nft, PromiseVerdict.Leaking)]
    [InlineData(Backend.Legacy, PromiseVerdict.Isolated)]
    public void A_header_cut_short_meets_neither_a_port_nor_its_negation_in_nf_tables_and_is_dropped_by_x_tables(Backend backend,
        PromiseVerdict expected)
    {
        var host = StockHost.Of(backend)
            .Add("filter", "-A FORWARD -i virbr2 -p tcp -m tcp --dport 80 -j DROP")
            .Add("filter", "-A FORWARD -i virbr2 -p tcp -m tcp ! --dport 80 -j DROP")
            .Add("filter", "-A FORWARD -i virbr2 -p tcp -j ACCEPT");
        Assert.Equal(expected, IPv4Of(host));
    }

    [Theory]
    [InlineData(Backend.Nft, PromiseVerdict.Leaking)]
    [InlineData(Backend.Legacy, PromiseVerdict.Isolated)]
    public void Cut_extension_headers_meet_neither_a_protocol_nor_its_negation_in_nf_tables(Backend backend,
        PromiseVerdict expected)
    {
        var host = StockHost.Of(backend).Sysctl("net.ipv6.conf.all.forwarding", 1)
            // Tracking on, so that fragments are put together: a later one that begins with an extension header meets neither,
            // too.
            .Add("filter", "-A FORWARD -m conntrack --ctstate INVALID -j LOG", Family.IPv6)
            .Add("filter", "-A FORWARD -i virbr2 -p tcp -j DROP", Family.IPv6)
            .Add("filter", "-A FORWARD -i virbr2 ! -p tcp -j DROP", Family.IPv6)
            .Add("filter", "-A FORWARD -i virbr2 -j ACCEPT", Family.IPv6);
        var audit = host.Audit();
        Assert.Equal(expected, audit.Networks.Single(verdict => verdict.Network.Name == "isolated46").IPv6);
    }

    [Fact]
    public void A_header_cut_short_is_not_dropped_by_a_module_behind_addresses_that_do_not_match()
    {
        // Two negations that iptables-nft may have merged stand ahead of multiport, which drops what it cannot read.
        var host = StockHost.Of()
            .Add("filter", "-A FORWARD ! -s 10.2.0.0/24 ! -d 198.51.100.0/24 -p tcp -m multiport --dports 1 -j LOG")
            .Add("filter", "-A FORWARD -i virbr2 -p tcp -m tcp --dport 80 -j DROP")
            .Add("filter", "-A FORWARD -i virbr2 -p tcp -m tcp ! --dport 80 -j DROP")
            .Add("filter", "-A FORWARD -i virbr2 -p tcp -j ACCEPT");
        Assert.Equal(PromiseVerdict.Leaking, IPv4Of(host));
    }

    [Fact]
    public void Not_tracking_some_packets_is_no_tracking_so_fragments_stay_apart()
    {
        // Nothing else that switches tracking on: no NAT network's rules.
        var host = StockHost.Of(Backend.Legacy).Build();
        var rules = new RuleSet(Family.IPv4, Backend.Legacy, [IptablesSaveReader.Read(
            "*raw\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -p udp -j CT --notrack\nCOMMIT\n", Family.IPv4,
                Backend.Legacy).Tables[0],
            IptablesSaveReader.Read(
            "*filter\n:FORWARD ACCEPT [0:0]\n-A FORWARD -p udp -m udp --dport 0:65535 -m comment --comment x -j DROP\n-A FORWARD "
                + "! -p udp -j DROP\nCOMMIT\n",
            Family.IPv4, Backend.Legacy).Tables[0]]);
        var audit = Judge.Audit(host with { RuleSets = [rules] });
        Assert.Equal(PromiseVerdict.Leaking, audit.Networks.Single(verdict => verdict.Network.Name == "isolated46").IPv4);
    }

    [Fact]
    public void Packets_of_127_are_forwarded_where_route_localnet_is_on()
    {
        var host = StockHost.Of().Add("filter", "-A FORWARD -s 127.0.0.0/8 -j ACCEPT");
        Assert.Equal(PromiseVerdict.Isolated, IPv4Of(host));
        Assert.Equal(PromiseVerdict.Leaking, IPv4Of(host.Sysctl("net.ipv4.conf.all.route_localnet", 1)));
    }

    [Fact]
    public void A_sender_with_an_address_of_the_host_is_taken_where_accept_local_is_on()
    {
        var host = StockHost.Of().Sysctl("net.ipv4.conf.virbr2.rp_filter", 0)
            .Add("filter", "-A FORWARD -s 198.51.100.1/32 -j ACCEPT");
        Assert.Equal(PromiseVerdict.Latent, IPv4Of(host));
        Assert.Equal(PromiseVerdict.Leaking, IPv4Of(host.Sysctl("net.ipv4.conf.virbr2.accept_local", 1)));
    }

    [Fact]
    public void Broadcasts_of_another_network_are_forwarded_where_bc_forwarding_is_on()
    {
        var host = StockHost.Of().Add("filter", "-A FORWARD -d 198.51.100.255/32 -j ACCEPT")
            .Sysctl("net.ipv4.conf.all.bc_forwarding", 1);
        Assert.Equal(PromiseVerdict.Latent, IPv4Of(host));
        Assert.Equal(PromiseVerdict.Leaking, IPv4Of(host.Sysctl("net.ipv4.conf.virbr2.bc_forwarding", 1)));
    }

    [Fact]
    public void A_packet_with_the_tuple_of_another_ones_reply_is_a_warning_that_strict_rp_filter_ends()
    {
        var stock = StockHost.Of().Sysctl("net.ipv4.conf.virbr1.rp_filter", 0).Sysctl("net.ipv4.conf.virbr2.rp_filter", 0);
        var warned = stock.Audit();
        Assert.Equal((PromiseVerdict.Isolated, 1), (IPv4Of(stock), warned.ExitCode));
        Assert.All(warned.Findings, finding => Assert.Equal(FindingCode.FlowInjection, finding.Code));
        stock.Sysctl("net.ipv4.conf.virbr1.rp_filter", 1).Sysctl("net.ipv4.conf.virbr2.rp_filter", 1);
        Assert.Equal(0, stock.Audit().ExitCode);
    }

    [Fact]
    public void A_guest_of_a_NAT_network_that_lies_about_its_address_is_a_warning_and_no_leak()
    {
        var audit = StockHost.Of().Add("filter", "-A FORWARD -i virbr0 ! -o virbr+ -j ACCEPT").Audit();
        Assert.Equal(PromiseVerdict.Kept, audit.Networks.Single(verdict => verdict.Network.Name == "default").IPv4);
        Assert.Contains(audit.Findings, finding => finding is { Code: FindingCode.ForwardSpoofed, Network: "default" });
    }

    [Fact]
    public void A_tap_in_no_bridge_gives_its_guests_packets_to_the_host_directly()
    {
        var host = StockHost.Of().Build();
        var tap = host.Guests.SelectMany(guest => guest.Nics).First(nic => nic.SourceNetwork == "network1").Tap;
        var loose = host with { Links = [.. host.Links.Select(link => link.Name == tap ? link with { Master = null } : link)] };
        var audit = Judge.Audit(loose);
        Assert.Equal(PromiseVerdict.Leaking, audit.Networks.Single(verdict => verdict.Network.Name == "network1").IPv4);
        Assert.Contains(audit.Findings, finding => finding.Code == FindingCode.ForwardLeak && finding.Witness!.Packet.In == tap);
    }

    private static PromiseVerdict IPv4Of(StockHost host) =>
        host.Audit().Networks.Single(verdict => verdict.Network.Name == "isolated46").IPv4;
}
