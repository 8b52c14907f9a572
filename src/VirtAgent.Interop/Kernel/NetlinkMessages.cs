using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace VirtAgent.Interop.Kernel;

/// <summary>
/// The messages of one netlink datagram. Every length in it is checked against what is there: what does not fit ends the
/// datagram, and what is not known is passed over.
/// </summary>
internal static unsafe class NetlinkMessages
{
    private const ushort CommitType = ((int)NetfilterSubsystem.Nftables << 8) | (int)RulesetMessage.Newgen;

    /// <summary>Flags in an attribute's type (linux/netlink.h, NLA_TYPE_MASK).</summary>
    private const int AttributeTypeMask = 0x3fff;

    /// <summary>A commit's type as a socket filter loads it: big endian, where the header has the machine's order.</summary>
    public static uint CommitTypeInNetworkOrder =>
        BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(CommitType) : CommitType;

    /// <summary>What <paramref name="datagram"/> of a <paramref name="family"/> socket tells; each kind of change once.</summary>
    public static IReadOnlyList<KernelChange> Read(NetlinkFamily family, ReadOnlySpan<byte> datagram)
    {
        var changes = new List<KernelChange>();
        while (MemoryMarshal.TryRead<nlmsghdr>(datagram, out var header)
            && header.nlmsg_len >= sizeof(nlmsghdr) && header.nlmsg_len <= datagram.Length)
        {
            var payload = datagram[sizeof(nlmsghdr)..(int)header.nlmsg_len];
            var change = family == NetlinkFamily.Route ? OfNetwork(header.nlmsg_type) : OfRuleset(header.nlmsg_type, payload);
            if (change is not null && !changes.Contains(change)) changes.Add(change);
            datagram = datagram[Math.Min(Aligned((int)header.nlmsg_len), datagram.Length)..];
        }

        return changes;
    }

    private static KernelChange? OfNetwork(ushort type) => (RouteMessage)type switch
    {
        RouteMessage.Newlink or RouteMessage.Dellink => new KernelChange.Link(),
        RouteMessage.Newaddr or RouteMessage.Deladdr => new KernelChange.Address(),
        RouteMessage.Newroute or RouteMessage.Delroute => new KernelChange.Route(),
        RouteMessage.Newrule or RouteMessage.Delrule => new KernelChange.RoutingRule(),
        RouteMessage.Newnetconf or RouteMessage.Delnetconf => new KernelChange.Netconf(),
        RouteMessage.Newqdisc or RouteMessage.Delqdisc or RouteMessage.Newtclass or RouteMessage.Deltclass
            or RouteMessage.Newtfilter or RouteMessage.Deltfilter or RouteMessage.Newchain or RouteMessage.Delchain =>
            new KernelChange.TrafficControl(),
        _ => null,
    };

    private static KernelChange.RulesetCommitted? OfRuleset(ushort type, ReadOnlySpan<byte> payload)
    {
        if (type != CommitType || payload.Length < sizeof(nfgenmsg)) return null;

        var attributes = payload[sizeof(nfgenmsg)..];
        var commit = new KernelChange.RulesetCommitted(0, 0, "");
        while (MemoryMarshal.TryRead<nlattr>(attributes, out var attribute)
            && attribute.nla_len >= sizeof(nlattr) && attribute.nla_len <= attributes.Length)
        {
            var value = attributes[sizeof(nlattr)..attribute.nla_len];
            commit = (GenerationAttribute)(attribute.nla_type & AttributeTypeMask) switch
            {
                GenerationAttribute.Id when BinaryPrimitives.TryReadUInt32BigEndian(value, out var generation) =>
                    commit with { Generation = generation },
                GenerationAttribute.ProcPid when BinaryPrimitives.TryReadInt32BigEndian(value, out var pid) =>
                    commit with { Pid = pid },
                GenerationAttribute.ProcName => commit with { Command = Encoding.UTF8.GetString(value.TrimEnd((byte)0)) },
                _ => commit,
            };
            attributes = attributes[Math.Min(Aligned(attribute.nla_len), attributes.Length)..];
        }

        return commit;
    }

    private static int Aligned(int length) => (length + 3) & ~3;
}
