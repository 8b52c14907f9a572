namespace VirtAgent.Core.Rulesets;

/// <summary>A table with its chains, as one family's packets meet it.</summary>
/// <param name="Backend">What a trace calls its keeper: <c>nft</c> or <c>legacy</c>.</param>
/// <param name="Name">filter, nat, libvirt_network…</param>
/// <param name="Chains">Chains by name.</param>
public sealed record Table(string Backend, string Name, IReadOnlyDictionary<string, Chain> Chains)
{
    /// <summary>The chain of that name, or null.</summary>
    public Chain? Find(string name) => Chains.GetValueOrDefault(name);
}
