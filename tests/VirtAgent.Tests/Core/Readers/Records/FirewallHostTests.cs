using VirtAgent.Core.Hosts;
using VirtAgent.Core.Readers.Records;
using VirtAgent.Core.Rulesets;
using VirtAgent.Tests.Support;

namespace VirtAgent.Tests.Core.Readers.Records;

/// <summary>The firewall of recorded hosts: what real packets did there is in their <c>truth.json</c>.</summary>
public class FirewallHostTests
{
    private const string Truth = "truth-9.0.0-iptables/";

    private static readonly string[] Disturbed = [Truth + "08-insert-accept-in-libvirt-chains", Truth + "10-insert-vmap"];

    public static TheoryData<string> Undisturbed => [.. RecordedHosts.All.Except(Disturbed)];

    [Theory]
    [MemberData(nameof(Undisturbed))]
    public void Rules_that_libvirt_and_operators_wrote_with_iptables_are_believed(string host)
    {
        var reading = FirewallReader.Read(RecordedHosts.Read(host));
        Assert.Empty(reading.Taints);
        Assert.Empty(reading.Gaps);
        Assert.True(reading.RuleSets.Count >= 2);
    }

    [Fact]
    public void So_are_those_of_other_libvirt_versions()
    {
        var hosts = Directory.EnumerateFiles(SharedData.Path("hosts"), RecordFile.Nft, SearchOption.AllDirectories)
            .Select(file => Path.GetDirectoryName(file)!).Where(folder => !Disturbed.Any(folder.EndsWith)).ToArray();
        Assert.NotEmpty(hosts);
        foreach (var host in hosts)
        {
            var reading = FirewallReader.Read(RecordedHosts.ReadFolder(host));
            Assert.True(reading.Taints.Count == 0, $"{host}: {string.Join(", ", reading.Taints)}");
            Assert.True(reading.Gaps.Count == 0, $"{host}: {string.Join(", ", reading.Gaps)}");
        }
    }

    [Theory]
    [InlineData(Truth + "08-insert-accept-in-libvirt-chains", "accept")]
    [InlineData(Truth + "10-insert-vmap", "vmap")]
    public void A_native_rule_in_libvirt_s_chain_is_a_taint(string host, string what)
    {
        var reading = FirewallReader.Read(RecordedHosts.Read(host));
        Assert.NotEmpty(reading.Taints);
        foreach (var taint in reading.Taints)
        {
            var rule = reading.RuleSets[0].Table(taint.Table)!.Chain(taint.Chain!)!.Rules[taint.Number!.Value - 1];
            Assert.True(rule.Target is Target.Unmodelled, what);
        }

        Assert.Contains(reading.Taints, taint => taint is { Chain: "LIBVIRT_FWO", Number: 1 });
    }

    [Fact]
    public void A_legacy_accept_stands_in_a_ruleset_of_its_own()
    {
        var reading = FirewallReader.Read(RecordedHosts.Read(Truth + "16-legacy-accept"));
        var legacy = reading.RuleSets.Single(set => set.Backend == Backend.Legacy);
        Assert.Contains(legacy.Table("filter")!.Chain("FORWARD")!.Rules, rule => rule.Target is Target.Accept);
    }

    [Fact]
    public void Native_notrack_is_a_rewrite() => Assert.Contains(
        FirewallReader.Read(RecordedHosts.Read(Truth + "28-nft-notrack-and-ct")).Native.Rewrites, rule => rule.What == "notrack");

    [Theory]
    [InlineData("libvirt-9.0.0-iptables")]
    [InlineData("libvirt-12.8.0-nftables")]
    public void A_text_that_is_cut_anywhere_is_unread_or_tainted_or_whole(string host)
    {
        var record = RecordedHosts.Read(host);
        foreach (var source in new[] { RecordFile.Iptables, RecordFile.Ip6tables })
        {
            var text = record.Files[source];
            var rules = text.Split('\n').Count(line => line.Contains("-A ", StringComparison.Ordinal));
            var ends = text.Index().Where(character => character.Item == '\n').Select(character => character.Index);
            var lengths = ends.SelectMany(end => new[] { end, end + 1, end - 3 }).Where((_, i) => i % 11 == 0)
                .Concat(Enumerable.Range(0, text.Length / 331).Select(i => i * 331));
            foreach (var length in lengths.Where(length => length >= 0 && length < text.Length))
            {
                var files = new Dictionary<string, string>(record.Files) { [source] = text[..length] };
                var reading = FirewallReader.Read(record with { Files = files });
                var read = reading.RuleSets.Where(set => RecordFile.Rules(set.Family, set.Backend) == source)
                    .SelectMany(set => set.Tables).SelectMany(table => table.Chains.Values).Sum(chain => chain.Rules.Count);
                Assert.True(
                    reading.Gaps.Any(gap => gap.Source == source) || reading.Taints.Count > 0 || read == rules,
                    $"{source} cut at {length} was read as {read} of {rules} rules");
            }
        }
    }
}
