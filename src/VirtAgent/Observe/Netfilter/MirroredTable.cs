using VirtAgent.Core.Packets;
using VirtAgent.Core.Readers.Iptables;
using VirtAgent.Core.Readers.Kernel;
using VirtAgent.Core.Readers.Nftables;
using VirtAgent.Core.Rulesets;
using VirtAgent.Core.Text;
using VirtAgent.Interop.Nftables;

namespace VirtAgent.Observe.Netfilter;

/// <summary>
/// A table of iptables as it is in the kernel. It starts from what the tools printed and is kept by reading again the chains that
/// changed. Whatever iptables would not have written there ends it: then the tools are asked once more.
/// </summary>
internal sealed class MirroredTable
{
    private static readonly string[] Hooks = ["prerouting", "input", "forward", "output", "postrouting"];

    private readonly Family _family;
    private readonly RuleLines _lines;
    private readonly Dictionary<string, MirroredChain> _chains = new(StringComparer.Ordinal);
    private RuleTable _table;
    private bool _isOld;

    private MirroredTable(Family family, RuleTable printed)
    {
        _family = family;
        _lines = new RuleLines(family);
        _table = printed;
    }

    /// <summary>The table; the same object as long as nothing in it changes.</summary>
    public RuleTable Table
    {
        get
        {
            if (!_isOld) return _table;
            // iptables-save prints a built-in chain that does not exist as an empty one that accepts.
            var absent = _table.Chains.Values.Where(chain => chain.Policy is not null && !_chains.ContainsKey(chain.Name))
                .Select(chain => new RuleChain(chain.Name, ChainPolicy.Accept, []));
            _isOld = false;
            return _table = _table with
            {
                Chains = _chains.Values.Select(chain => chain.Chain).Concat(absent)
                    .ToDictionary(chain => chain.Name, StringComparer.Ordinal),
            };
        }
    }

    /// <summary>The names of the chains that the kernel has.</summary>
    public IReadOnlyCollection<string> Chains => _chains.Keys;

    /// <summary>The table as it was printed, each of its chains still to be aligned or filled.</summary>
    /// <returns>Null where the kernel has other chains.</returns>
    public static MirroredTable? Of(Family family, RuleTable printed, IReadOnlyList<KernelChain> now)
    {
        var table = new MirroredTable(family, printed);
        foreach (var chain in now)
        {
            if (!IsOfIptables(chain) || printed.Chain(chain.Name) is not { } known) return null;
            if (known.Policy != MirroredChain.Policy(chain)) return null;
            table._chains[chain.Name] = MirroredChain.Empty(chain);
        }

        return printed.Chains.Values.All(chain => chain.Policy is not null || table._chains.ContainsKey(chain.Name))
            ? table
            : null;
    }

    /// <summary>
    /// Takes what was printed of a chain for what the kernel has in it, because nothing in it changed in between.
    /// </summary>
    /// <returns>False where it cannot be.</returns>
    public bool Align(string name, IReadOnlyList<KernelRule> rules)
    {
        if (_table.Chain(name) is not { } printed || printed.Rules.Count != rules.Count) return false;
        _chains[name] = _chains[name] with { Handles = [.. rules.Select(rule => rule.Handle)], Chain = printed };
        return true;
    }

    /// <summary>Takes back that anything is known of a chain.</summary>
    public void Invalidate(string name)
    {
        if (!_chains.TryGetValue(name, out var chain)) return;
        _chains[name] = chain with { Handles = [], Chain = chain.Chain with { Rules = [] } };
        _isOld = true;
    }

    /// <summary>Takes the kernel's list of chains; those that are new have no rules until they are filled.</summary>
    /// <returns>The new ones; null where one of them is none of iptables', or has another name than before.</returns>
    public IReadOnlyList<string>? List(IReadOnlyList<KernelChain> now)
    {
        // A rule jumps to a chain, not to a name: of the rules that read otherwise now, the kernel tells nothing.
        var names = _chains.Values.ToDictionary(chain => chain.Handle, chain => chain.Chain.Name);
        if (!now.All(IsOfIptables)) return null;
        if (now.Any(chain => names.GetValueOrDefault(chain.Handle, chain.Name) != chain.Name)) return null;
        _isOld = true;
        foreach (var gone in _chains.Keys.Except(now.Select(chain => chain.Name)).ToList()) _chains.Remove(gone);
        var fresh = new List<string>();
        foreach (var chain in now)
        {
            if (!_chains.TryGetValue(chain.Name, out var known) || known.Handle != chain.Handle)
            {
                known = MirroredChain.Empty(chain);
                fresh.Add(chain.Name);
            }

            _chains[chain.Name] = known with { Chain = known.Chain with { Policy = MirroredChain.Policy(chain) } };
        }

        return fresh;
    }

    /// <summary>Takes what the kernel has in a chain.</summary>
    /// <returns>False where a rule in it is not understood.</returns>
    public bool Fill(string name, IReadOnlyList<KernelRule> rules)
    {
        if (_chains[name].With(rules, (rule, number) => Read(name, rule, number)) is not { } filled) return false;
        _chains[name] = filled;
        _isOld = true;
        return true;
    }

    /// <summary>Takes what was printed of the table at this very moment, of which nft may have shown more.</summary>
    /// <returns>False where it is not the same table: then one of the two is wrong.</returns>
    public bool Rebase(RuleTable printed)
    {
        foreach (var (name, chain) in _chains.ToList())
        {
            var isSame = printed.Chain(name) is { } again && again.Policy == chain.Chain.Policy
                && again.Rules.Select(rule => rule.Text).SequenceEqual(chain.Chain.Rules.Select(rule => rule.Text));
            if (!isSame) return false;
            _chains[name] = chain with { Chain = printed.Chain(name)! };
        }

        _isOld = false;
        _table = printed;
        return printed.Chains.Values.All(chain => chain.Policy is not null || _chains.ContainsKey(chain.Name));
    }

    private static bool IsOfIptables(KernelChain chain) => chain.Hook is not { } hook
        || (hook.Number < Hooks.Length
            && IptablesTables.Owns(chain.Table, chain.Name, hook.Type, Hooks[hook.Number], hook.Priority));

    private Rule? Read(string chain, KernelRule rule, int number)
    {
        if (rule.HasUserData || KernelRuleText.Line(_family, _table.Name, chain, rule.Expressions.Span) is not { } line)
            return null;
        try
        {
            return _lines.Read(_table.Name, chain, number, line, _chains.ContainsKey);
        }
        catch (ReadException)
        {
            // It jumps to a chain that came while we looked, or is none of iptables': the tools say which.
            return null;
        }
    }
}
