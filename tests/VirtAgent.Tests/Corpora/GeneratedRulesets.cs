using VirtAgent.Core.Packets;

namespace VirtAgent.Tests.Corpora;

/// <summary>
/// The generated firewalls that every run reads: many small ones of both families, and one as large as those of hosting sites.
/// </summary>
internal static class GeneratedRulesets
{
    private const int OfEachFamily = 15;
    private const int RulesOfChain = 8;
    private const int RulesOfLargeChain = 150;

    /// <summary>The small ones, each with its family and a name that says how to make it again.</summary>
    public static readonly IReadOnlyList<(string Name, Family Family, GeneratedRuleset Ruleset)> Small =
    [
        .. from family in Enum.GetValues<Family>()
           from seed in Enumerable.Range(0, OfEachFamily)
           select ($"{family}, seed {seed}", family, new GeneratedRuleset(seed, family, RulesOfChain)),
    ];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<(string Name, Family Family, GeneratedRuleset Ruleset)> All { get; } =
        [.. Small, ("large", Family.IPv4, new GeneratedRuleset(OfEachFamily, Family.IPv4, RulesOfLargeChain))];
}
