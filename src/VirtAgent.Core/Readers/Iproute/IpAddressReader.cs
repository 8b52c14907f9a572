using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Text;

namespace VirtAgent.Core.Readers.Iproute;

/// <summary>Reads <c>ip -j address show</c> (iproute2 ip/ipaddress.c, print_addrinfo).</summary>
public static class IpAddressReader
{
    /// <summary>Reads the addresses of all devices, both families.</summary>
    /// <exception cref="ReadException">It is malformed, or an address of IPv4 or IPv6 cannot be one.</exception>
    public static IReadOnlyList<LinkAddress> Read(string json) =>
        [.. SafeJson.ReadArray(json, "The output of ip -j address show", OfDevice).SelectMany(addresses => addresses)];

    private static List<LinkAddress> OfDevice(JsonFields device)
    {
        var name = device.RequiredText("ifname");
        return [.. (device.Objects("addr_info") ?? throw device.Lacks("addr_info")).Select(fields => Address(fields, name))];
    }

    private static LinkAddress Address(JsonFields fields, string device)
    {
        if (!Packets.Address.TryParse(fields.RequiredText("local"), out var local)) throw fields.Wrong("local");
        // Of a point-to-point address the kernel routes the peer's range, which ip prints as "address" (IFA_ADDRESS).
        var reached = local;
        if (fields.Text("address") is { } peer && !Packets.Address.TryParse(peer, out reached)) throw fields.Wrong("address");
        var length = fields.Number("prefixlen", reached.Width) ?? throw fields.Lacks("prefixlen");
        return new LinkAddress(device, local, AddressMask.Prefix(reached, length), fields.IsTrue("noprefixroute"));
    }
}
