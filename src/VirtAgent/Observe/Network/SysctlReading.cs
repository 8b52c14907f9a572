using System.Text;
using VirtAgent.Core.Hosts;
using VirtAgent.Observe.Snapshots;

namespace VirtAgent.Observe.Network;

/// <summary>
/// Reads the kernel parameters that decide what is forwarded and what conntrack takes for a reply, from /proc/sys: sysctl(8)
/// would read four thousand.
/// </summary>
internal static class SysctlReading
{
    private static readonly string[] Single =
    [
        "net/ipv4/ip_forward",
        "net/bridge/bridge-nf-call-iptables", "net/bridge/bridge-nf-call-ip6tables", "net/bridge/bridge-nf-call-arptables",
        "net/bridge/bridge-nf-filter-vlan-tagged", "net/bridge/bridge-nf-filter-pppoe-tagged",
        "net/bridge/bridge-nf-pass-vlan-input-dev",
        "net/netfilter/nf_conntrack_helper", "net/netfilter/nf_conntrack_tcp_be_liberal", "net/netfilter/nf_conntrack_tcp_loose",
        "net/netfilter/nf_hooks_lwtunnel",
        "net/mpls/platform_labels",
    ];

    private static readonly string[] Device4 =
    [
        "accept_local", "accept_source_route", "bc_forwarding", "disable_policy", "disable_xfrm", "forwarding", "mc_forwarding",
        "proxy_arp", "route_localnet", "rp_filter", "src_valid_mark",
    ];

    private static readonly string[] Device6 =
    [
        "accept_source_route", "disable_ipv6", "disable_policy", "force_forwarding", "forwarding", "ioam6_enabled",
            "mc_forwarding",
        "proxy_ndp", "rpl_seg_enabled", "seg6_enabled",
    ];

    /// <summary>Reads them below <paramref name="root"/>, which is /proc/sys.</summary>
    public static void Run(HostRecordBuilder observation, string root = "/proc/sys")
    {
        var lines = new StringBuilder();
        try
        {
            foreach (var path in Single) Append(lines, root, path);
            PerDevice(lines, root, "net/ipv4/conf", Device4);
            PerDevice(lines, root, "net/ipv6/conf", Device6);
            PerDevice(lines, root, "net/mpls/conf", ["input"]);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            observation.Miss(RecordFile.Sysctls, $"{root} cannot be read: {failure.Message}");
        }

        observation.Add(RecordFile.Sysctls, lines.ToString());
    }

    private static void PerDevice(StringBuilder lines, string root, string folder, string[] names)
    {
        // A kernel without IPv6 or MPLS has no such folder: nothing to read is no gap, the keys are simply absent.
        if (!Directory.Exists($"{root}/{folder}")) return;
        foreach (var device in Directory.EnumerateDirectories($"{root}/{folder}").Order(StringComparer.Ordinal))
        {
            foreach (var name in names) Append(lines, root, $"{folder}/{Path.GetFileName(device)}/{name}");
        }
    }

    private static void Append(StringBuilder lines, string root, string path)
    {
        string value;
        try
        {
            value = Value($"{root}/{path}");
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            // Not in this kernel, or its device has just gone.
            return;
        }

        // sysctl(8) swaps the two separators, so that net.ipv4.conf.eth0/100.forwarding is device eth0.100.
        foreach (var character in path) lines.Append(character switch { '/' => '.', '.' => '/', _ => character });
        lines.Append(" = ").Append(value).Append('\n');
    }

    private static string Value(string path)
    {
        Span<byte> buffer = stackalloc byte[64];
        // Without a share mode .NET locks the file, which is one system call more for each of thousands.
        using var file = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
        return Encoding.ASCII.GetString(buffer[..RandomAccess.Read(file, buffer, 0)]).TrimEnd();
    }
}
