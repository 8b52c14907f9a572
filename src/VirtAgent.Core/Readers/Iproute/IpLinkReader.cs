using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Text;

namespace VirtAgent.Core.Readers.Iproute;

/// <summary>Reads <c>ip -j -d link show</c> (iproute2 ip/ipaddress.c, print_linkinfo).</summary>
public static class IpLinkReader
{
    /// <summary>Reads all devices, in the order of the output.</summary>
    /// <exception cref="ReadException">It is malformed, or a device lacks its index or name.</exception>
    public static IReadOnlyList<Link> Read(string json)
    {
        var links = SafeJson.ReadArray(json, "The output of ip -j -d link show", Link);
        // ip prints "if8" for an index that it cannot find, and old kernels do not say that it lies in another namespace.
        var names = links.Select(link => link.Name).ToHashSet(StringComparer.Ordinal);
        return [.. links.Select(link => link.Peer is { } peer && !names.Contains(peer) ? link with { Peer = null } : link)];
    }

    private static Link Link(JsonFields fields)
    {
        var info = fields.Object("linkinfo");
        var kind = info?.Text("info_kind");
        var data = info?.Object("info_data");
        var elsewhere = fields.Has("link_netnsid");
        return new Link(
            fields.Number("ifindex", int.MaxValue) ?? throw fields.Lacks("ifindex"),
            fields.RequiredText("ifname"),
            kind,
            kind == "tun" ? data?.Text("type") : null,
            fields.Text("master"),
            MacAddress.TryParse(fields.Text("address"), out var mac) ? mac : null,
            fields.Lists("flags", "UP"),
            fields.Lists("flags", "LOOPBACK"),
            // Tunnels (vxlan, gretap) name the device below them in their own data.
            elsewhere ? null : fields.Text("link") ?? data?.Text("link"),
            fields.Has("xdp"))
        {
            Carrier = fields.Lists("flags", "LOWER_UP"),
            Isolated = info?.Object("info_slave_data") is { } member && member.Has("isolated") ? member.IsTrue("isolated") : null,
        };
    }
}
