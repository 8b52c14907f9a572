namespace VirtAgent.Core.Rulesets;

/// <summary>A table with its chains.</summary>
/// <param name="Name">filter, nat, mangle, raw or security.</param>
/// <param name="Chains">Chains by name.</param>
public sealed record RuleTable(string Name, IReadOnlyDictionary<string, RuleChain> Chains)
{
    /// <summary>The chain of that name, or null.</summary>
    public RuleChain? Chain(string name) => Chains.GetValueOrDefault(name);
}
