using System.Globalization;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Readers.Kernel;
using VirtAgent.Core.Rulesets;
using VirtAgent.Interop.Nftables;
using VirtAgent.SystemTests.Support;
using VirtAgent.Tests.Corpora;

namespace VirtAgent.SystemTests.Kernel;

/// <summary>
/// The line that <see cref="KernelRuleText"/> makes of the kernel's own bytes is the one that iptables-nft-save prints of the
/// same rule, or there is none.
/// </summary>
public class RuleTextTests
{
    private const int RuleSets = 60;

    // What iptables-nft never writes, or of which its tool prints less than the rule says.
    private static readonly string[] Foreign =
    [
        "ip daddr @s drop", "ip daddr @s counter drop", "ip daddr != @s counter accept",
        "ip daddr { 192.0.2.1, 192.0.2.7 } counter drop", "tcp dport { 1, 2 } counter drop",
        "tcp dport vmap { 1 : drop, 2 : accept } counter", "ip daddr . tcp dport { 192.0.2.1 . 5 } counter drop",
        "add @s { ip saddr } counter drop", "counter add @s { ip saddr }", "ct mark 1 counter drop", "ct state new counter drop",
        "ct direction original counter accept", "meta mark 1-5 counter drop", "meta mark > 5 counter drop",
        "meta mark != 1-5 counter drop", "meta length > 100 counter drop", "meta skuid 5 counter drop", "meta cpu 1 counter drop",
        "meta l4proto { tcp, udp } counter drop", "meta l4proto > 5 counter drop",
        "meta l4proto tcp meta l4proto udp counter drop", "ip protocol tcp ip protocol != udp counter drop",
        "ip saddr 192.0.2.1 ip saddr != 192.0.2.2 counter drop", "ip saddr 192.0.2.1-192.0.2.9 counter drop",
        "ip saddr > 192.0.2.1 counter drop", "ip daddr and 0.0.0.255 > 0.0.0.5 counter drop",
        "ip daddr and 255.0.0.0 == 10.0.0.1 counter drop", "ip ttl < 5 counter drop", "ip length 100 counter drop",
        "ip frag-off and 0x3fff != 0 counter accept", "iif lo counter drop", "oif lo counter drop",
        "iifname { lo, eth0 } counter drop", "iifname lo iifname lo counter drop", "drop", "accept", "counter counter drop",
        "log prefix \"x\" counter drop", "counter log prefix \"x\" drop", "counter log", "counter meta mark set 1",
        "counter ct mark set 5", "counter continue", "counter reject", "counter ip daddr set 192.0.2.1 accept",
        "counter ip daddr 192.0.2.1 accept", "counter meta nftrace set 1", "counter limit rate 5/second accept",
        "limit rate over 5/second counter drop", "limit rate 5 bytes/second counter drop", "tcp dport < 5 counter drop",
        "tcp dport != 7 tcp dport != 8 counter drop", "tcp sport 1 tcp sport 2 counter drop", "tcp flags == syn counter drop",
        "th dport 53 counter drop", "@th,0,32 5 counter drop", "@nh,96,64 5 counter drop", "@nh,97,7 5 counter drop",
        "ether saddr 00:11:22:33:44:55 counter drop", "fib daddr type local counter drop", "numgen inc mod 2 0 counter drop",
        "quota over 5 bytes counter drop", "ct count over 5 counter drop",
    ];

    // Kinds of matches and targets that are rare where libvirt is, and read from what the tools print.
    private static readonly string[] LeftToTools =
    [
        "-m iprange", "-m recent", "-m quota", "-m string", "-m hashlimit", "-m cpu", "-m dscp", "-m tos", "-m ecn", "-m rt",
        "-m dst", "-m hbh", "-m frag", "-m ipv6header", "-m connmark", "-m pkttype", "-m length",
        "-j NFQUEUE", "-j TEE", "-j DSCP", "-j CONNMARK", "-j NETMAP", "-j LOG",
    ];

    // What nft writes as iptables-nft would.
    private static readonly string[] Alike =
    [
        "meta mark 0x1 counter drop", "meta mark and 1 == 0 counter accept", "meta l4proto tcp tcp dport 80 counter accept",
        "ip daddr and 255.0.0.0 != 10.0.0.0 counter drop", "ip saddr 10.0.0.0/8 counter drop",
        "ip daddr 10.64.0.0/10 counter return",
        "tcp flags syn / fin,syn counter drop", "ip protocol 47 counter drop",
    ];

    [Fact]
    public void Every_rule_of_the_recorded_libvirt_hosts_is_understood()
    {
        var comparison = new RuleTextComparison();
        var hosts = RepositoryFolder.Path("tests/VirtAgent.Tests/Hosts");
        Compare(comparison, Directory.EnumerateFiles(hosts, "iptables-save.txt", SearchOption.AllDirectories), Family.IPv4);
        Compare(comparison, Directory.EnumerateFiles(hosts, "ip6tables-save.txt", SearchOption.AllDirectories), Family.IPv6);
        comparison.Judge("libvirt", 100);
    }

    // Every odd option is as frequent in them as a plain one, so the share says little; that it shrinks would say something.
    [Fact]
    public void Of_generated_rules_with_all_that_hosts_have_two_thirds_are_understood()
    {
        var comparison = new RuleTextComparison();
        foreach (var (_, family, generated) in GeneratedRulesets.Small) Compare(comparison, generated.Text, family);
        Assert.True(comparison.Rules > 8_000, $"The kernel took only {comparison.Rules} rules.");
        comparison.Judge("generated", 69);
    }

    [CorpusFact]
    public void Of_the_rules_of_other_hosts_ninety_nine_of_a_hundred_are_understood()
    {
        var comparison = new RuleTextComparison();
        Compare(comparison, Directory.EnumerateFiles(ThirdParty.Path("rulesets"), "*.iptables-save"), Family.IPv4);
        Compare(comparison, Directory.EnumerateFiles(ThirdParty.Path("rulesets"), "*.ip6tables-save"), Family.IPv6);
        comparison.Judge("corpora", 99);
    }

    [Theory]
    [InlineData(Family.IPv4, false)]
    [InlineData(Family.IPv6, false)]
    [InlineData(Family.IPv4, true)]
    [InlineData(Family.IPv6, true)]
    public void Of_random_rules_without_what_is_left_to_the_tools_nearly_all_are_understood(Family family, bool withUnmodelled)
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("VIRTAGENT_SEED"), CultureInfo.InvariantCulture, out var set)
            ? set : Random.Shared.Next();
        using var judge = KernelJudge.Start(Topology.Devices);
        var comparison = new RuleTextComparison(LeftToTools);
        for (var i = 0; i < RuleSets; i++)
        {
            var trial = new Trial(unchecked(seed + i), family, withUnmodelled, packets: 0);
            IptablesTool.Load(judge, family, Backend.Nft, trial.Rules);
            comparison.Add(judge, family);
        }

        comparison.Judge($"random {family} from VIRTAGENT_SEED={seed}", 93);
    }

    [Fact]
    public void What_only_nft_writes_is_not_understood()
    {
        using var judge = KernelJudge.Start(["ext0"]);
        Plant(judge, "add set ip filter s { type ipv4_addr; flags dynamic; }", Foreign);
        NamespaceThread.Run(judge.NetworkNamespace, () =>
        {
            using var dump = RulesetDump.Open();
            var rules = dump.Rules(2, "filter", "FORWARD");
            Assert.Equal(Foreign.Length, rules.Count);
            foreach (var (rule, statement) in rules.Zip(Foreign))
            {
                var line = KernelRuleText.Line(Family.IPv4, "filter", "FORWARD", rule.Expressions.Span);
                Assert.True(line is null, $"{statement}\n{line}");
            }
        });
    }

    [Fact]
    public void What_nft_writes_like_iptables_is_what_the_tool_prints()
    {
        using var judge = KernelJudge.Start(["ext0"]);
        Plant(judge, "", Alike);
        var comparison = new RuleTextComparison();
        comparison.Add(judge, Family.IPv4);
        comparison.Judge("nft", 100);
    }

    private static void Compare(RuleTextComparison comparison, IEnumerable<string> files, Family family)
    {
        foreach (var file in files) Compare(comparison, File.ReadAllText(file), family);
    }

    private static void Compare(RuleTextComparison comparison, string text, Family family)
    {
        using var judge = KernelJudge.Start(["ext0"]);
        SavedRules.Load(judge, family, text);
        comparison.Add(judge, family);
    }

    private static void Plant(KernelJudge judge, string first, IEnumerable<string> rules)
    {
        IptablesTool.Load(judge, Family.IPv4, Backend.Nft, "*filter\n:FORWARD ACCEPT\nCOMMIT\n");
        judge.Run($"{first}\n{string.Concat(rules.Select(rule => $"add rule ip filter FORWARD {rule}\n"))}", "nft", "-f", "-");
    }
}
