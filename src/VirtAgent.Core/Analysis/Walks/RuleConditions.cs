using VirtAgent.Core.Analysis.Path;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Rulesets;

namespace VirtAgent.Core.Analysis.Walks;

/// <summary>Decides for one packet whether a rule's matches hold. Each case follows the kernel's match of that name.</summary>
internal sealed class RuleConditions(AddressTypes types)
{
    /// <summary>Whether every match of <paramref name="rule"/> holds.</summary>
    public Truth Holds(Rule rule, PacketInFlight packet, Backend backend)
    {
        if (rule.MergedNegations) return HoldsMerged(rule, packet, backend);

        var all = Truth.Yes;
        var matches = rule.Matches;
        for (var i = 0; i < matches.Count; i++)
        {
            var holds = Holds(matches[i], packet, backend);
            if (holds == Truth.No) return Truth.No;
            if (holds == Truth.Unknown) all = Truth.Unknown;
        }

        return all;
    }

    /// <summary>What of <paramref name="rule"/> leaves it open, for the reader of an assumption.</summary>
    public string Doubt(Rule rule, PacketInFlight packet, Backend backend)
    {
        var doubts = new List<string>();
        if (rule.MergedNegations) doubts.Add("negations that iptables-nft may have merged");
        foreach (var match in rule.Matches)
        {
            if (Holds(match, packet, backend) != Truth.Unknown) continue;
            doubts.Add(match switch
            {
                Match.Unmodelled unmodelled => unmodelled.Text,
                Match.Mark => "the packet's mark is not known",
                Match.AddressType => "what the routing tables call the address was not read",
                Match.Connection => "whether the flow was translated is not known",
                _ => "a later fragment shows no header",
            });
        }

        return string.Join("; ", doubts);
    }

    /// <summary>
    /// iptables-nft before 1.8.11 may have merged adjacent negated payload matches into one comparison, which holds when any of
    /// them does: then all holding is certain, none holding is certain, and anything between is open.
    /// </summary>
    private Truth HoldsMerged(Rule rule, PacketInFlight packet, Backend backend)
    {
        var rest = Truth.Yes;
        var (any, all) = (Truth.No, Truth.Yes);
        foreach (var match in rule.Matches)
        {
            var holds = Holds(match, packet, backend);
            if (!match.Negated || !ReadsPayload(match)) rest = rest.And(holds);
            else (any, all) = (any.Or(holds), all.And(holds));
        }

        var merged = all == Truth.Yes ? Truth.Yes : any == Truth.No ? Truth.No : Truth.Unknown;
        return rest.And(merged);
    }

    private static bool ReadsPayload(Match match) =>
        match is Match.Source or Match.Destination or Match.Protocol or Match.Ports or Match.TcpFlags or Match.IcmpType;

    private Truth Holds(Match match, PacketInFlight packet, Backend backend)
    {
        var sent = packet.Sent;
        var negated = match.Negated;
        return match switch
        {
            Match.InDevice on => Truths.Of(on.Pattern.Covers(sent.In) != negated),
            Match.OutDevice on => Truths.Of(on.Pattern.Covers(packet.Out) != negated),
            Match.Source of => Truths.Of(of.Mask.Contains(sent.Source) != negated),
            Match.Destination of => Truths.Of(of.Mask.Contains(packet.Destination) != negated),
            Match.Protocol of => Truths.Of((of.Number == sent.Protocol) != negated),
            Match.Ports of => Ports(of, packet, backend),
            Match.Connection of => Connection(of, packet),
            Match.TcpFlags of => TcpFlags(of, sent, backend),
            Match.IcmpType of => IcmpType(of, sent, backend),
            Match.Mark of => packet.HasMark(of.Value, of.Mask).Negate(negated),
            Match.SourceRange of => Truths.Of(Within(sent.Source, of.First, of.Last) != negated),
            Match.DestinationRange of => Truths.Of(Within(packet.Destination, of.First, of.Last) != negated),
            Match.SourceMac of => Truths.Of((of.Address == sent.SourceMac) != negated),
            Match.LaterFragment => Truths.Of(sent.LaterFragment != negated),
            Match.AddressType of => types.Holds(of.OfSource ? sent.Source : packet.Destination, of.Types).Negate(negated),
            Match.Comment => Truth.Yes,
            _ => Truth.Unknown,
        };
    }

    private static bool Within(Address address, Address first, Address last) =>
        address.Family == first.Family && address.Bits >= first.Bits && address.Bits <= last.Bits;

    /// <summary>
    /// What a transport-header match says of a later fragment: x_tables' matches return false, negated or not; nft reads the
    /// fragment's payload as if it were the header (facts: netfilter 2.2, 2.3).
    /// </summary>
    private static Truth OfLaterFragment(Backend backend) => backend == Backend.Legacy ? Truth.No : Truth.Unknown;

    private static Truth Ports(Match.Ports match, PacketInFlight packet, Backend backend)
    {
        var sent = packet.Sent;
        if (!ProtocolNames.HasPorts(sent.Protocol)) return Truth.No;
        if (sent.LaterFragment) return OfLaterFragment(backend);
        var covered = false;
        foreach (var range in match.Ranges)
        {
            covered |= match.Side switch
            {
                PortSide.Source => range.Contains(sent.SourcePort),
                PortSide.Destination => range.Contains(packet.DestinationPort),
                _ => range.Contains(sent.SourcePort) || range.Contains(packet.DestinationPort),
            };
        }

        return Truths.Of(covered != match.Negated);
    }

    private static Truth TcpFlags(Match.TcpFlags match, Packet sent, Backend backend)
    {
        if (sent.Protocol != ProtocolNames.Tcp) return Truth.No;
        if (sent.LaterFragment) return OfLaterFragment(backend);
        return Truths.Of(((sent.TcpFlags & match.Mask) == match.Comparison) != match.Negated);
    }

    private static Truth IcmpType(Match.IcmpType match, Packet sent, Backend backend)
    {
        if (sent.Protocol != (sent.Family == Family.IPv4 ? ProtocolNames.Icmp : ProtocolNames.IcmpV6)) return Truth.No;
        if (sent.LaterFragment) return OfLaterFragment(backend);
        var covered = match.Type is null
            || (match.Type == sent.IcmpType && sent.IcmpCode >= match.FirstCode && sent.IcmpCode <= match.LastCode);
        return Truths.Of(covered != match.Negated);
    }

    /// <summary>net/netfilter/xt_conntrack.c: the state's bit, and the entry's two translation bits where there is one.</summary>
    private static Truth Connection(Match.Connection match, PacketInFlight packet)
    {
        const ConnectionStates Translation = ConnectionStates.DestinationNat | ConnectionStates.SourceNat;
        const ConnectionStates Older = ConnectionStates.Established | ConnectionStates.Related;
        var holds = Truths.Of((match.States & packet.State) != 0
            || (packet.Translated && (match.States & ConnectionStates.DestinationNat) != 0));
        // An older flow may have been translated long ago; nobody told.
        if (holds == Truth.No && (match.States & Translation) != 0 && (packet.State & Older) != 0) holds = Truth.Unknown;
        return holds.Negate(match.Negated);
    }
}
