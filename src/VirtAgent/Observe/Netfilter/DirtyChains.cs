using VirtAgent.Core.Packets;
using VirtAgent.Interop.Netlink;

namespace VirtAgent.Observe.Netfilter;

/// <summary>What the kernel told of that has not been read again yet.</summary>
internal sealed class DirtyChains
{
    private HashSet<(Family Family, string Table)> _lists = [];
    private HashSet<(Family Family, string Table, string Chain)> _chains = [];

    /// <summary>Whether something changed that is not of iptables, or more than was told.</summary>
    public bool Otherwise { get; private set; }

    /// <summary>Chains of which a rule came or went.</summary>
    public IReadOnlyCollection<(Family Family, string Table, string Chain)> Chains => _chains;

    /// <summary>Takes note of <paramref name="change"/>.</summary>
    public void Add(KernelChange change)
    {
        switch (change)
        {
            case KernelChange.Rules rules when FamilyOf(rules.Family) is { } family:
                _chains.Add((family, rules.Table, rules.Chain));
                break;
            case KernelChange.Chains chains when FamilyOf(chains.Family) is { } family:
                _lists.Add((family, chains.Table));
                break;
            case KernelChange.RulesetCommitted:
                break;
            default:
                Otherwise = true;
                break;
        }
    }

    /// <summary>A table's list of chains that has to be read again.</summary>
    public void Add(Family family, string table) => _lists.Add((family, table));

    /// <summary>A chain that has to be read again.</summary>
    public void Add(Family family, string table, string chain) => _chains.Add((family, table, chain));

    /// <summary>Tables of which a chain came, went or has another policy; they are going to be read.</summary>
    public IReadOnlyCollection<(Family Family, string Table)> TakeLists()
    {
        var taken = _lists;
        _lists = [];
        return taken;
    }

    /// <summary><see cref="Chains"/>, which are going to be read.</summary>
    public IReadOnlyCollection<(Family Family, string Table, string Chain)> TakeChains()
    {
        var taken = _chains;
        _chains = [];
        return taken;
    }
    public void Clear()
    {
        Otherwise = false;
        _lists.Clear();
        _chains.Clear();
    }

    // NFPROTO_IPV4 and NFPROTO_IPV6 (linux/netfilter.h).
    private static Family? FamilyOf(byte number) => number switch
    {
        2 => Family.IPv4,
        10 => Family.IPv6,
        _ => null,
    };
}
