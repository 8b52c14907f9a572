using System.Text.Json;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Readers.Records;
using VirtAgent.Core.Rulesets;
using VirtAgent.Observe.Hints;
using VirtAgent.Observe.Netfilter;
using VirtAgent.Observe.Snapshots;
using VirtAgent.Observe.Tools;

namespace VirtAgent.SystemTests.Kernel;

/// <summary>The ruleset of this network namespace as the tools print it, without anything that was known of it before.</summary>
/// <param name="Reading">What <c>check</c> makes of it.</param>
/// <param name="Files">The texts.</param>
internal sealed record RulesetState(FirewallReading Reading, IReadOnlyDictionary<string, string> Files)
{
    /// <summary>Reads it.</summary>
    public static async Task<RulesetState> ReadAsync()
    {
        const RefreshScope All = RefreshScope.Firewall | RefreshScope.LegacyFirewall;
        var observation = new HostRecordBuilder();
        await ToolReading.RunAsync(observation, All, TestContext.Current.CancellationToken);
        var texts = new KnownTexts();
        texts.Keep(observation, ToolReading.Sources(All));
        return new RulesetState(FirewallReader.Read(texts.Record), texts.Files);
    }

    /// <summary>The chains of an iptables table with how many rules they have; none where iptables does not print it.</summary>
    public Dictionary<string, int> Chains(Family family, string table)
    {
        var rules = Reading.RuleSets.FirstOrDefault(rules => rules.Family == family && rules.Backend == Backend.Nft);
        var isLegible = Reading.Taints.All(taint => taint.Family != family || taint.Table != table || taint.Chain is not null);
        var chains = isLegible ? rules?.Table(table)?.Chains.Values : null;
        return chains?.ToDictionary(chain => chain.Name, chain => chain.Rules.Count, StringComparer.Ordinal) ?? [];
    }

    /// <summary>The objects of that kind ("rule", "chain", "set", "table") that nft shows.</summary>
    public List<JsonElement> Objects(string kind)
    {
        if (!Files.TryGetValue(RecordFile.Nft, out var text)) return [];
        try
        {
            using var document = JsonDocument.Parse(text);
            return
            [
                .. document.RootElement.GetProperty("nftables").EnumerateArray()
                    .Where(entry => entry.TryGetProperty(kind, out _)).Select(entry => entry.GetProperty(kind).Clone()),
            ];
        }
        catch (JsonException)
        {
            // Seen once: a text that ends in the middle. Whoever reads it has a gap, and here is nothing to edit by.
            return [];
        }
    }
}
