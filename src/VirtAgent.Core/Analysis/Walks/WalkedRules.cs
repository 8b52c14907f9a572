using VirtAgent.Core.Analysis.Path;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Rulesets;

namespace VirtAgent.Core.Analysis.Walks;

/// <summary>The chains of one family, of both backends, ready for walking.</summary>
internal sealed class WalkedRules
{
    private readonly Dictionary<(Backend Backend, string Table, string Chain), WalkedChain> _chains = [];

    public WalkedRules(Host host, Family family)
    {
        foreach (var set in host.RuleSets.Where(set => set.Family == family))
        {
            foreach (var table in set.Tables)
            {
                foreach (var chain in table.Chains.Values)
                    _chains[(set.Backend, table.Name, chain.Name)] = new WalkedChain(table, chain, set.Backend);
            }
        }
    }

    /// <summary>A built-in chain, or null where the table does not exist.</summary>
    public WalkedChain? Find(Backend backend, Stage stage) => _chains.GetValueOrDefault((backend, stage.Table, stage.Chain));

    /// <summary>The chain that a rule of <paramref name="from"/> names, or null where there is none.</summary>
    public WalkedChain? Find(WalkedChain from, string name) => _chains.GetValueOrDefault((from.Backend, from.Table.Name, name));
}
