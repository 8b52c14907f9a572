using System.Buffers.Binary;
using System.Runtime.InteropServices;
using VirtAgent.Interop.Posix;

namespace VirtAgent.Interop.Netlink;

/// <summary>
/// The messages of one netlink datagram. Every length in it is checked against what is there: what does not fit ends the
/// datagram, and what is not known is passed over.
/// </summary>
internal static unsafe class NetlinkMessages
{
    private const ushort CommitType = ((int)NetfilterSubsystem.Nftables << 8) | (int)RulesetMessage.Newgen;

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
            datagram = datagram[Math.Min(NetlinkAttributes.Aligned((int)header.nlmsg_len), datagram.Length)..];
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

    private static KernelChange? OfRuleset(ushort type, ReadOnlySpan<byte> payload)
    {
        if (type >> 8 != (int)NetfilterSubsystem.Nftables || !MemoryMarshal.TryRead<nfgenmsg>(payload, out var header))
            return null;
        var attributes = new NetlinkAttributes(payload[sizeof(nfgenmsg)..]);
        return (RulesetMessage)(type & 0xff) switch
        {
            RulesetMessage.Newgen => Commit(attributes),
            RulesetMessage.Newrule or RulesetMessage.Delrule => Rules(header.nfgen_family, attributes),
            RulesetMessage.Newchain or RulesetMessage.Delchain => Chains(header.nfgen_family, attributes),
            _ => new KernelChange.RulesetOtherwise(),
        };
    }

    private static KernelChange.RulesetCommitted Commit(NetlinkAttributes attributes)
    {
        var commit = new KernelChange.RulesetCommitted(0, 0, "");
        while (attributes.Next())
        {
            commit = (GenerationAttribute)attributes.Type switch
            {
                GenerationAttribute.Id => commit with { Generation = attributes.Number },
                GenerationAttribute.ProcPid => commit with { Pid = (int)attributes.Number },
                GenerationAttribute.ProcName => commit with { Command = attributes.Text },
                _ => commit,
            };
        }

        return commit;
    }

    private static KernelChange Rules(byte family, NetlinkAttributes attributes)
    {
        string? table = null, chain = null;
        while ((table is null || chain is null) && attributes.Next())
        {
            if (attributes.Type == (int)RuleAttribute.Table) table = attributes.Text;
            else if (attributes.Type == (int)RuleAttribute.Chain) chain = attributes.Text;
        }

        return table is null || chain is null
            ? new KernelChange.RulesetOtherwise()
            : new KernelChange.Rules(family, table, chain);
    }

    private static KernelChange Chains(byte family, NetlinkAttributes attributes)
    {
        while (attributes.Next())
        {
            if (attributes.Type == (int)ChainAttribute.Table) return new KernelChange.Chains(family, attributes.Text);
        }

        return new KernelChange.RulesetOtherwise();
    }
}
