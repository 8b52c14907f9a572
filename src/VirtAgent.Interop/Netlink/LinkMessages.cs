using System.Buffers.Binary;
using System.Net;
using System.Runtime.InteropServices;
using VirtAgent.Interop.Posix;

namespace VirtAgent.Interop.Netlink;

/// <summary>Reads RTM_NEWLINK (linux/if_link.h, linux/if_tunnel.h).</summary>
internal static class LinkMessages
{
    private const uint IsUp = 1;

    /// <summary>By kind, where its data holds the address it listens on, the sender it wants, and its port.</summary>
    private static readonly Dictionary<string, Places> Tunnels = new()
    {
        ["vxlan"] = new(Local: 4, Local6: 17, Port: 15),
        ["geneve"] = new(Remote: 2, Remote6: 7, Port: 5),
        ["bareudp"] = new(Port: 1),
        ["gtp"] = new(),
        ["amt"] = new(),
        ["gre"] = new(Local: 6, Remote: 7),
        ["gretap"] = new(Local: 6, Remote: 7),
        ["erspan"] = new(Local: 6, Remote: 7),
        ["ip6gre"] = new(Local6: 6, Remote6: 7),
        ["ip6gretap"] = new(Local6: 6, Remote6: 7),
        ["ip6erspan"] = new(Local6: 6, Remote6: 7),
        ["ipip"] = new(Local: 2, Remote: 3),
        ["sit"] = new(Local: 2, Remote: 3),
        ["ip6tnl"] = new(Local6: 2, Remote6: 3),
    };

    /// <summary>A device of a kind that takes packets out of packets without asking for a key, or null.</summary>
    public static TunnelLink? Tunnel(ReadOnlySpan<byte> payload)
    {
        var link = Read(payload, out var data);
        if (link is null || !Tunnels.TryGetValue(link.Kind, out var places)) return null;
        var (local, remote, port) = (default(IPAddress), default(IPAddress), 0);
        var attributes = new NetlinkAttributes(data);
        while (attributes.Next())
        {
            if (attributes.Type == places.Local || attributes.Type == places.Local6) local = Address(attributes.Value) ?? local;
            else if (attributes.Type == places.Remote || attributes.Type == places.Remote6) remote = Address(
                attributes.Value) ?? remote;
            else if (attributes.Type == places.Port && attributes.Value.Length == sizeof(ushort))
                port = BinaryPrimitives.ReadUInt16BigEndian(attributes.Value);
        }

        return new TunnelLink(link.Name, link.Kind, link.Up, local, remote, port);
    }

    /// <summary>A device with its index.</summary>
    public static NamedLink? Named(ReadOnlySpan<byte> payload) =>
        Read(payload, out _) is { } link ? new NamedLink(MemoryMarshal.Read<ifinfomsg>(payload).ifi_index, link.Name, link.Kind)
            : null;

    /// <summary>A device that stands on one of another namespace than its own, with the number of that one; or null.</summary>
    public static StackedRow? Stacked(ReadOnlySpan<byte> payload, int number)
    {
        var link = Read(payload, out _);
        return link is { Lower: > 0, LowerNamespace: { } on }
            ? new StackedRow(new StackedLink(number, link.Name, link.Kind, link.Lower, link.Up), on)
            : null;
    }

    private static unsafe Link? Read(ReadOnlySpan<byte> payload, out ReadOnlySpan<byte> data)
    {
        data = default;
        if (!MemoryMarshal.TryRead<ifinfomsg>(payload, out var header)) return null;
        var link = new Link("", "", (header.ifi_flags & IsUp) != 0, 0, null);
        var attributes = new NetlinkAttributes(payload[sizeof(ifinfomsg)..]);
        while (attributes.Next())
        {
            switch ((LinkAttribute)attributes.Type)
            {
                case LinkAttribute.Ifname:
                    link = link with { Name = attributes.Text };
                    break;
                case LinkAttribute.Link:
                    link = link with { Lower = (int)attributes.HostNumber };
                    break;
                case LinkAttribute.LinkNetnsid:
                    link = link with { LowerNamespace = (int)attributes.HostNumber };
                    break;
                case LinkAttribute.Linkinfo:
                    link = link with { Kind = Kind(attributes.Value, out data) };
                    break;
            }
        }

        return link;
    }

    private static string Kind(ReadOnlySpan<byte> info, out ReadOnlySpan<byte> data)
    {
        data = default;
        var kind = "";
        var attributes = new NetlinkAttributes(info);
        while (attributes.Next())
        {
            if (attributes.Type == (int)LinkInfoAttribute.Kind) kind = attributes.Text;
            else if (attributes.Type == (int)LinkInfoAttribute.Data) data = attributes.Value;
        }

        return kind;
    }

    // The kernel prints an address that is not set as all zeroes.
    private static IPAddress? Address(ReadOnlySpan<byte> value) =>
        value.Length is 4 or 16 && value.ContainsAnyExcept((byte)0) ? new IPAddress(value) : null;

    /// <summary>A device of this network namespace.</summary>
    internal sealed record NamedLink(int Index, string Name, string Kind);

    /// <summary>A device, and the number of the namespace of what it stands on.</summary>
    internal sealed record StackedRow(StackedLink Link, int On);

    private sealed record Link(string Name, string Kind, bool Up, int Lower, int? LowerNamespace);

    // No attribute has the number 0.
    private sealed record Places(int Local = -1, int Local6 = -1, int Remote = -1, int Remote6 = -1, int Port = -1);
}
