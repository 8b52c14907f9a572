using VirtAgent.Interop.Netlink;
using VirtAgent.Interop.Nftables;
using VirtAgent.SystemTests.Support;

namespace VirtAgent.SystemTests.Kernel;

/// <summary>What the kernel answers about its ruleset, and what it tells of changes.</summary>
public sealed class RulesetDumpTests
{
    private const byte IPv4 = 2;
    private const byte IPv6 = 10;

    [Fact]
    public void The_chains_and_rules_of_iptables_are_there_in_order_each_with_a_handle_of_its_own()
    {
        using var space = new NetworkNamespace("dump");
        var rules = string.Join('\n', Enumerable.Range(0, 3000).Select(i => $"-A MINE -s 10.{i / 250}.{i % 250}.1/32 -j DROP"));
        space.Ask(
            ["iptables-nft-restore"],
            $"*filter\n:FORWARD DROP [0:0]\n:MINE - [0:0]\n-A FORWARD -j MINE\n{rules}\nCOMMIT\n");
        space.Run(() =>
        {
            using var dump = RulesetDump.Open();
            var chains = dump.Chains(IPv4).Where(chain => chain.Table == "filter").ToDictionary(chain => chain.Name);
            Assert.Equal(new KernelHook("filter", 2, 0, Accepts: false), chains["FORWARD"].Hook);
            Assert.Null(chains["MINE"].Hook);

            var mine = dump.Rules(IPv4, "filter", "MINE");
            Assert.Equal(3000, mine.Count);
            Assert.Equal(mine.Select(rule => rule.Handle), mine.Select(rule => rule.Handle).Distinct().Order());
            // Each holds the address that makes it differ from all others, in the order they were loaded.
            for (var i = 0; i < mine.Count; i++)
                Assert.True(mine[i].Expressions.Span.IndexOf((ReadOnlySpan<byte>)[10, (byte)(i / 250), (byte)(i % 250), 1]) > 0);

            Assert.Single(dump.Rules(IPv4, "filter", "FORWARD"));
            Assert.Empty(dump.Rules(IPv4, "filter", "NONE"));
            Assert.Empty(dump.Rules(IPv4, "none", "NONE"));
            Assert.Empty(dump.Rules(IPv6, "filter", "MINE"));
        });
    }

    [Fact]
    public void Every_change_is_told_with_its_chain_before_the_commit_that_made_it()
    {
        using var space = new NetworkNamespace("told");
        space.Ask(["iptables-nft", "-N", "MINE"]);
        space.Run(() =>
        {
            using var changes = KernelChanges.OfRules();
            using var dump = RulesetDump.Open();
            Assert.Empty(changes.Read(TimeSpan.Zero, CancellationToken.None));

            Assert.Equal([new KernelChange.Rules(IPv4, "filter", "MINE")], Told("iptables-nft", "-A", "MINE", "-j", "DROP"));
            Assert.Equal([new KernelChange.Rules(IPv4, "filter", "MINE")], Told("iptables-nft", "-F", "MINE"));
            Assert.Equal([new KernelChange.Chains(IPv4, "filter")], Told("iptables-nft", "-N", "OTHER"));
            Assert.Contains(new KernelChange.Chains(IPv4, "filter"), Told("iptables-nft", "-P", "FORWARD", "DROP"));
            Assert.Contains(new KernelChange.RulesetOtherwise(),
                Told("nft", "add", "set", "ip", "filter", "s", "{ type ipv4_addr; }"));
            Assert.Contains(new KernelChange.RulesetOtherwise(),
                Told("nft", "add", "element", "ip", "filter", "s", "{ 10.0.0.1 }"));
            Assert.Contains(new KernelChange.RulesetOtherwise(),
                Told("nft", "add", "table", "ip", "filter", "{ flags dormant; }"));
            Assert.Contains(new KernelChange.RulesetOtherwise(), Told("nft", "delete", "table", "ip", "filter"));

            IEnumerable<KernelChange> Told(params string[] command)
            {
                space.Ask(command);
                var generation = dump.Generation();
                var told = new List<KernelChange>();
                while (!told.OfType<KernelChange.RulesetCommitted>().Any(commit => commit.Generation == generation))
                    told.AddRange(changes.Read(TimeSpan.FromSeconds(5), CancellationToken.None));
                Assert.IsType<KernelChange.RulesetCommitted>(told[^1]);
                return told[..^1].Distinct();
            }
        });
    }
}
