using System.Text.Json;
using VirtAgent.Core.Text;

namespace VirtAgent.Core.Readers.Nftables;

/// <summary>Where a rule can send a packet: by its verdict or through a verdict map.</summary>
internal static class NftVerdicts
{
    /// <summary>What a verdict map that is not listed gives: it may hold any verdict.</summary>
    public const string Unknown = "unknown";

    /// <summary>Name and argument of every verdict in <paramref name="rule"/>: ("drop", ""), ("jump", "chain")…</summary>
    public static IEnumerable<(string Verdict, string Chain)> Of(NftRuleset ruleset, NftRule rule)
    {
        foreach (var statement in rule.Statements)
        {
            if (statement.Name == "vmap")
                foreach (var verdict in OfMap(ruleset, rule, statement.Value)) yield return verdict;
            else if (IsVerdict(statement.Name))
                yield return (statement.Name, statement.Value.TextAt("target") ?? "");
        }
    }

    private static bool IsVerdict(string name) =>
        name is "accept" or "drop" or "return" or "continue" or "reject" or "queue" or "jump" or "goto";

    private static IEnumerable<(string Verdict, string Chain)> OfMap(NftRuleset ruleset, NftRule rule, JsonElement map)
    {
        var named = map.TextAt("data");
        var elements = named is null ? map.At("data")?.At("set") : ruleset.Map(rule.Family, rule.Table, named.TrimStart('@'));
        if (elements is null) yield return (Unknown, "");
        foreach (var element in elements?.Items ?? [])
        {
            var verdict = element.Items.ElementAtOrDefault(1);
            if (verdict.ValueKind != JsonValueKind.Object)
                yield return (Unknown, "");
            else
                foreach (var way in verdict.EnumerateObject()) yield return (way.Name, way.Value.TextAt("target") ?? "");
        }
    }
}
