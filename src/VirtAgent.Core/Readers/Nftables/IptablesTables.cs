using VirtAgent.Core.Packets;

namespace VirtAgent.Core.Readers.Nftables;

/// <summary>The base chains iptables-nft makes (iptables/nft.c, xtables_ipv4), by table, name, type, hook and priority.</summary>
public static class IptablesTables
{
    private static readonly HashSet<BaseChain> BaseChains =
    [
        new("raw", "PREROUTING", "filter", "prerouting", -300), new("raw", "OUTPUT", "filter", "output", -300),
        new("mangle", "PREROUTING", "filter", "prerouting", -150), new("mangle", "INPUT", "filter", "input", -150),
        new("mangle", "FORWARD", "filter", "forward", -150), new("mangle", "OUTPUT", "route", "output", -150),
        new("mangle", "POSTROUTING", "filter", "postrouting", -150),
        new("nat", "PREROUTING", "nat", "prerouting", -100), new("nat", "INPUT", "nat", "input", 100),
        new("nat", "OUTPUT", "nat", "output", -100), new("nat", "POSTROUTING", "nat", "postrouting", 100),
        new("filter", "INPUT", "filter", "input", 0), new("filter", "FORWARD", "filter", "forward", 0),
        new("filter", "OUTPUT", "filter", "output", 0),
        // iptables 1.8.9 registers them at 150 (measured), where x_tables has NF_IP_PRI_SECURITY, 50.
        new("security", "INPUT", "filter", "input", 150), new("security", "FORWARD", "filter", "forward", 150),
        new("security", "OUTPUT", "filter", "output", 150),
        new("security", "INPUT", "filter", "input", 50), new("security", "FORWARD", "filter", "forward", 50),
        new("security", "OUTPUT", "filter", "output", 50),
    ];

    /// <summary>Names of the tables.</summary>
    public static readonly IReadOnlyList<string> Names = ["raw", "mangle", "nat", "filter", "security"];

    /// <summary>nft's name of <paramref name="family"/>.</summary>
    public static string NftFamily(Family family) => family == Family.IPv4 ? "ip" : "ip6";

    /// <summary>Whether <paramref name="chain"/> is a base chain that iptables makes, so that iptables-save prints it.</summary>
    internal static bool Owns(NftChain chain) => chain is { Hook: { } hook, Type: { } type, Family: "ip" or "ip6" }
        && Owns(chain.Table, chain.Name, type, hook, chain.Priority);

    /// <summary>Whether a base chain of an IPv4 or IPv6 table is one that iptables makes.</summary>
    /// <param name="table">The table's name.</param>
    /// <param name="chain">The chain's name.</param>
    /// <param name="type">Its type: filter, nat or route.</param>
    /// <param name="hook">Its hook, as nft calls it: prerouting, input, forward, output or postrouting.</param>
    /// <param name="priority">Its place among the chains of the hook.</param>
    public static bool Owns(string table, string chain, string type, string hook, int priority) =>
        BaseChains.Contains(new BaseChain(table, chain, type, hook, priority));

    private sealed record BaseChain(string Table, string Name, string Type, string Hook, int Priority);
}
