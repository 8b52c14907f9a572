using VirtAgent.Core.Packets;
using VirtAgent.Core.Rulesets;

namespace VirtAgent.Core.Hosts;

/// <summary>The names of what is observed: the files of a recorded host (<c>deploy/doc/recorded-hosts.md</c>).</summary>
public static class RecordFile
{
    /// <summary>Format, host name, time, libvirt, kernel and gaps.</summary>
    public const string Host = "host.json";

    /// <summary>
    /// Folder of virNetworkGetXMLDesc of active networks, <c>NAME.xml</c>, and of inactive ones, <c>NAME.inactive.xml</c>.
    /// </summary>
    public const string Networks = "networks";

    /// <summary>Folder of folders of virNetworkPortGetXMLDesc, <c>NETWORK/UUID.xml</c>.</summary>
    public const string Ports = "ports";

    /// <summary>Folder of live domain XML, <c>NAME.xml</c>, and persistent definitions, <c>NAME.inactive.xml</c>.</summary>
    public const string Domains = "domains";

    /// <summary>Folder of dnsmasq configuration as libvirt wrote it, <c>NETWORK.conf</c>.</summary>
    public const string Dnsmasq = "dnsmasq";

    /// <summary><c>ip -j -d link show</c>.</summary>
    public const string Links = "links.json";

    /// <summary><c>ip -j address show</c>.</summary>
    public const string Addresses = "addresses.json";

    /// <summary><c>ip -j -4 route show table all</c>.</summary>
    public const string Routes4 = "routes.json";

    /// <summary><c>ip -j -6 route show table all</c>.</summary>
    public const string Routes6 = "routes6.json";

    /// <summary><c>ip -j -4 rule show</c>.</summary>
    public const string Policy = "policy.json";

    /// <summary><c>ip -j -6 rule show</c>.</summary>
    public const string Policy6 = "policy6.json";

    /// <summary><c>key = value</c> lines.</summary>
    public const string Sysctls = "sysctl.txt";

    /// <summary><c>iptables-nft-save</c>.</summary>
    public const string Iptables = "iptables-save.txt";

    /// <summary><c>ip6tables-nft-save</c>.</summary>
    public const string Ip6tables = "ip6tables-save.txt";

    /// <summary><c>iptables-legacy-save</c>; absent where no legacy table is registered.</summary>
    public const string IptablesLegacy = "iptables-legacy-save.txt";

    /// <summary><c>ip6tables-legacy-save</c>; absent where no legacy table is registered.</summary>
    public const string Ip6tablesLegacy = "ip6tables-legacy-save.txt";

    /// <summary><c>nft -j list ruleset</c>.</summary>
    public const string Nft = "nft.json";

    /// <summary>Filters of traffic control and programs of devices.</summary>
    public const string Tc = "tc.json";

    /// <summary>What stands on bridges in other network namespaces, and legacy ebtables.</summary>
    public const string Bridge = "bridge.json";

    /// <summary>What takes packets out of packets, or sends them another way than routes.</summary>
    public const string Tunnels = "tunnels.json";

    /// <summary>Answered flows of guests, as <c>/proc/net/nf_conntrack</c> prints them.</summary>
    public const string Conntrack = "conntrack.txt";

    /// <summary>What is observed beside the rules; earlier versions did not.</summary>
    public static readonly IReadOnlyList<string> BesideRules = [Tc, Bridge, Tunnels, Conntrack];

    /// <summary>Ends the names of definitions of what is not active.</summary>
    public const string Inactive = ".inactive.xml";

    /// <summary>The routes file of <paramref name="family"/>.</summary>
    public static string Routes(Family family) => family == Family.IPv4 ? Routes4 : Routes6;

    /// <summary>The routing policy file of <paramref name="family"/>.</summary>
    public static string PolicyOf(Family family) => family == Family.IPv4 ? Policy : Policy6;

    /// <summary>The iptables-save file of <paramref name="family"/> and <paramref name="backend"/>.</summary>
    public static string Rules(Family family, Backend backend) => (family, backend) switch
    {
        (Family.IPv4, Backend.Nft) => Iptables,
        (Family.IPv6, Backend.Nft) => Ip6tables,
        (Family.IPv4, _) => IptablesLegacy,
        _ => Ip6tablesLegacy,
    };
}
