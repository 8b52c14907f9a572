using VirtAgent.Core.Findings;
using VirtAgent.SystemTests.Leaks;
using VirtAgent.SystemTests.Support;

namespace VirtAgent.SystemTests;

/// <summary>Rules that iptables did not write, beside and within the tables of iptables.</summary>
[Collection(OneLeakHost.Name)]
public sealed class NativeRulesTests(LeakHost host)
{
    [Fact]
    public void A_native_rule_in_an_iptables_table_taints_it_and_is_not_believed()
    {
        const string Open = "nft add set ip filter s '{ type ipv4_addr; }'; nft insert rule ip filter FORWARD ip daddr @s drop";
        With(Open, "iptables-nft -F FORWARD; nft delete set ip filter s", answer =>
        {
            Assert.True(answer.Exit == 3, answer.ToString());
            Assert.Contains(answer.Findings!, finding => finding.Code == FindingCode.RulesTainted);
            foreach (var name in (string[])["network1", "isolated46"])
            {
                Assert.Equal("undecided", answer.Network(name).Ipv4);
                Assert.Equal("isolated", answer.Network(name).Ipv6);
            }
        });
    }

    [Fact]
    public void A_native_rule_that_untracks_packets_leaves_undecided_what_depends_on_their_state() => With(
        """
        nft add table inet x
        nft 'add chain inet x p { type filter hook prerouting priority -300; }'
        nft add rule inet x p notrack
        """,
        "nft delete table inet x",
        answer =>
        {
            Assert.True(answer.Exit == 3, answer.ToString());
            // libvirt's IPv6 rules ask for no state: what comes from the bridge is rejected, tracked or not.
            Assert.Equal(("undecided", "isolated"), (answer.Network("network1").Ipv4, answer.Network("isolated46").Ipv6));
        });

    [Fact]
    public void A_native_rule_that_only_drops_leaves_the_proof_of_isolation_standing() => With(
        """
        nft add table inet x
        nft 'add chain inet x f { type filter hook forward priority -10; }'
        nft add rule inet x f iifname virbr1 drop
        """,
        "nft delete table inet x",
        answer =>
        {
            foreach (var name in (string[])["network1", "isolated46"])
                Assert.Equal(("isolated", "isolated"), (answer.Network(name).Ipv4, answer.Network(name).Ipv6));
        });

    [Fact]
    public void A_native_accept_does_not_undo_the_REJECT_of_iptables() => With(
        "nft add table inet x; nft 'add chain inet x f { type filter hook forward priority -10; }'; nft add rule inet x f accept",
        "nft delete table inet x",
        answer => Assert.True(answer.Exit == 0, answer.ToString()));

    // Flushed, the table stays registered, so from here on every check reads the legacy tables, too.
    [Fact]
    public void An_accept_of_legacy_iptables_does_not_undo_the_REJECT_of_the_other_backend() => With(
        "iptables-legacy -I FORWARD -i virbr1 -j ACCEPT; iptables-legacy -I FORWARD -o virbr1 -j ACCEPT",
        "iptables-legacy -F FORWARD",
        answer => Assert.True(answer.Exit == 0, answer.ToString()));

    private void With(string open, string close, Action<CheckAnswer> judge)
    {
        try
        {
            host.Lab.Shell(open);
            judge(Agent.Check(host.Lab));
        }
        finally
        {
            host.Lab.Shell(close);
            host.Restore();
        }
    }
}
