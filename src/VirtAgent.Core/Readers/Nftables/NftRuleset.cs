using System.Text.Json;

namespace VirtAgent.Core.Readers.Nftables;

/// <summary>A table of <c>nft -j list ruleset</c>.</summary>
/// <param name="Family">ip, ip6, inet, bridge, netdev or arp.</param>
/// <param name="Name">Its name.</param>
/// <param name="Flags">Its flags; <c>dormant</c> means that no hook of it is registered.</param>
internal sealed record NftTable(string Family, string Name, IReadOnlyList<string> Flags)
{
    /// <summary>Whether it is switched off.</summary>
    public bool IsDormant => Flags.Contains("dormant");

    /// <summary>
    /// Whether it has a flag that is none nft knows. nft 1.0.6 prints the name of another object, or garbage, for
    /// <c>dormant</c>, so such a table may be switched off or not.
    /// </summary>
    public bool MayBeDormant => Flags.Any(flag => flag is not ("dormant" or "owner" or "persist"));
}

/// <summary>A chain; a base chain when it has a hook.</summary>
internal sealed record NftChain(
    string Family, string Table, string Name, string? Type, string? Hook, int Priority, string Policy);

/// <summary>A rule, with what it does in the order nft printed it.</summary>
internal sealed record NftRule(string Family, string Table, string Chain, long Handle, IReadOnlyList<NftStatement> Statements);

/// <summary>An expression or statement of a rule: <c>match</c>, <c>counter</c>, <c>drop</c>…</summary>
internal sealed record NftStatement(string Name, JsonElement Value);

/// <summary>What <c>nft -j list ruleset</c> printed, in a neutral form: objects by name, expressions still JSON.</summary>
internal sealed class NftRuleset
{
    private static readonly IReadOnlyList<NftRule> NoRules = [];
    private readonly Dictionary<Key, NftTable> _tables = [];
    private readonly Dictionary<Key, NftChain> _chains = [];
    private readonly Dictionary<Key, List<NftRule>> _rules = [];
    private readonly Dictionary<Key, JsonElement> _maps = [];

    public IEnumerable<NftTable> Tables => _tables.Values;

    public IEnumerable<NftChain> Chains => _chains.Values;

    public NftTable? Table(string family, string name) => _tables.GetValueOrDefault(new Key(family, name));

    public NftChain? Chain(string family, string table, string name) => _chains.GetValueOrDefault(new Key(family, table, name));

    public IEnumerable<NftChain> ChainsOf(string family, string table) =>
        _chains.Values.Where(chain => chain.Family == family && chain.Table == table);

    /// <summary>The rules of a chain, in order.</summary>
    public IReadOnlyList<NftRule> Rules(NftChain chain) =>
        _rules.GetValueOrDefault(new Key(chain.Family, chain.Table, chain.Name)) ?? NoRules;

    /// <summary>The elements of a map, or null where it has none or is not listed.</summary>
    public JsonElement? Map(string family, string table, string name) =>
        _maps.TryGetValue(new Key(family, table, name), out var elements) ? elements : null;

    public bool Add(NftTable table) => _tables.TryAdd(new Key(table.Family, table.Name), table);

    public bool Add(NftChain chain) =>
        _tables.ContainsKey(new Key(chain.Family, chain.Table))
        && _chains.TryAdd(new Key(chain.Family, chain.Table, chain.Name), chain);

    public bool Add(NftRule rule)
    {
        var key = new Key(rule.Family, rule.Table, rule.Chain);
        if (!_chains.ContainsKey(key)) return false;
        if (!_rules.TryGetValue(key, out var rules)) _rules.Add(key, rules = []);
        rules.Add(rule);
        return true;
    }

    public void AddMap(string family, string table, string name, JsonElement elements) =>
        _maps[new Key(family, table, name)] = elements;

    /// <summary>What names a table, or an object in one.</summary>
    private sealed record Key(string Family, string Table, string Name = "");
}
