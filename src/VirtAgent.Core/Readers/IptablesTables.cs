using VirtAgent.Model;

namespace VirtAgent.Readers;

/// <summary>The base chains iptables-nft makes (iptables/nft.c, xtables_ipv4), by table, name, type, hook and priority.</summary>
internal static class IptablesTables
{
    private static readonly HashSet<(string Table, string Chain, string Type, string Hook, int Priority)> BaseChains =
    [
        ("raw", "PREROUTING", "filter", "prerouting", -300), ("raw", "OUTPUT", "filter", "output", -300),
        ("mangle", "PREROUTING", "filter", "prerouting", -150), ("mangle", "INPUT", "filter", "input", -150),
        ("mangle", "FORWARD", "filter", "forward", -150), ("mangle", "OUTPUT", "route", "output", -150),
        ("mangle", "POSTROUTING", "filter", "postrouting", -150),
        ("nat", "PREROUTING", "nat", "prerouting", -100), ("nat", "INPUT", "nat", "input", 100),
        ("nat", "OUTPUT", "nat", "output", -100), ("nat", "POSTROUTING", "nat", "postrouting", 100),
        ("filter", "INPUT", "filter", "input", 0), ("filter", "FORWARD", "filter", "forward", 0),
        ("filter", "OUTPUT", "filter", "output", 0),
        ("security", "INPUT", "filter", "input", 50), ("security", "FORWARD", "filter", "forward", 50),
        ("security", "OUTPUT", "filter", "output", 50),
    ];

    /// <summary>Names of the tables.</summary>
    public static readonly IReadOnlyList<string> Names = ["raw", "mangle", "nat", "filter", "security"];

    /// <summary>nft's name of <paramref name="family"/>.</summary>
    public static string NftFamily(Family family) => family == Family.IPv4 ? "ip" : "ip6";

    /// <summary>Whether <paramref name="chain"/> is a base chain that iptables makes, so that iptables-save prints it.</summary>
    public static bool Owns(NftChain chain) => chain is { Hook: { } hook, Type: { } type, Family: "ip" or "ip6" }
        && BaseChains.Contains((chain.Table, chain.Name, type, hook, chain.Priority));
}
