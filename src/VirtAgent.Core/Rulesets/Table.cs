namespace VirtAgent.Core.Rulesets;

/// <summary>A table with its chains, as one family's packets meet it.</summary>
/// <param name="Backend">What a trace calls its keeper: <c>nft</c> or <c>legacy</c>.</param>
/// <param name="Name">filter, nat, libvirt_network…</param>
/// <param name="Chains">Chains by name.</param>
public sealed record Table(string Backend, string Name, IReadOnlyDictionary<string, Chain> Chains)
{
    /// <summary>The chain of that name, or null.</summary>
    public Chain? Find(string name) => Chains.GetValueOrDefault(name);

    /// <summary>
    /// Every statement of <paramref name="chains"/> and of the chains of this table that they lead to, each chain once.
    /// </summary>
    public IEnumerable<Statement> StatementsFrom(IEnumerable<Chain> chains)
    {
        var pending = new Stack<Chain>(chains);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (pending.TryPop(out var chain))
        {
            if (!seen.Add(chain.Name)) continue;
            foreach (var statement in chain.Rules.SelectMany(rule => rule.Statements))
            {
                yield return statement;
                if (statement is Statement.Verdict { Chain: { } name } && Find(name) is { } next) pending.Push(next);
            }
        }
    }
}
