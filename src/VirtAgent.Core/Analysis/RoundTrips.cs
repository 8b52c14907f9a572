using VirtAgent.Core.Analysis.Path;
using VirtAgent.Core.Analysis.Sets;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;

namespace VirtAgent.Core.Analysis;

/// <summary>A flow that a promise demands and that does not come about.</summary>
/// <param name="Crossing">Which way its first packet goes.</param>
/// <param name="Subject">What it is about, for a finding's key.</param>
/// <param name="Reason">Why it does not, as the rest of a sentence.</param>
/// <param name="IsCertain">Whether that is so whatever is not known.</param>
internal sealed record FailedTrip(Crossing Crossing, string Subject, string Reason, bool IsCertain);

/// <summary>
/// What a NAT or routed network must be able to do (design 5.1): a flow of each of tcp, udp and icmp echo gets out (in), is
/// translated where the network is, and its reply comes back.
/// </summary>
internal sealed class RoundTrips(Host host, VirtualNetwork network, Promise promise, ForwardSets sets)
{
    private const int Syn = 2;

    private readonly PacketSpace _space = sets.Space;

    /// <summary>Every demand that is not met; where the bridge itself is dead, that alone.</summary>
    public IEnumerable<FailedTrip> Failures()
    {
        if (DeadBridge() is { } reason) return [new FailedTrip(Crossing.Out, $"out {promise.Family}", reason, true)];
        return new[] { Crossing.Out, Crossing.In }.Where(crossing => !promise.Must(crossing).IsEmpty)
            .Select(Failure).OfType<FailedTrip>();
    }

    private string? DeadBridge()
    {
        if (host.Link(network.Bridge) is { Up: false }) return $"bridge {network.Bridge} is down";
        if (host.Unread(RecordFile.Addresses) is not null) return null;
        var own = network.Addresses.Where(address => address.Host.Family == promise.Family).ToList();
        var there =
            own.Where(address => host.Addresses.Any(local => local.Device == network.Bridge && local.Local == address.Host));
        return own.Count > 0 && !there.Any() ? $"bridge {network.Bridge} has lost the network's address {own[0].Host}" : null;
    }

    /// <summary>One sentence for all protocols that fail for the same reason.</summary>
    private FailedTrip? Failure(Crossing crossing)
    {
        var reasons = Protocols().Select(protocol => (protocol.Name, Reason: Stopped(crossing, protocol.First, protocol.Reply)))
            .Where(one => one.Reason is not null).ToList();
        if (reasons.Count == 0) return null;
        var (why, certain) = reasons[0].Reason!.Value;
        var same = reasons.Where(one => one.Reason!.Value.Why == why).Select(one => one.Name).ToList();
        var names = same.Count == 3 ? "no new flow" : $"no new flow of {string.Join(" or ", same)}";
        return new FailedTrip(crossing, $"{(crossing == Crossing.Out ? "out" : "in")} {promise.Family}",
            $"{names} {why}", certain);
    }

    private (string Why, bool Certain)? Stopped(Crossing crossing, PacketSet first, PacketSet reply)
    {
        var begins = promise.Must(crossing) & first & Whole;
        var sent = begins & sets.Forwarded & sets.Gate.Now.Possible;
        if (sent.IsEmpty) return ($"{(crossing == Crossing.Out ? "from" : "to")} its own addresses is forwarded", true);
        if (crossing == Crossing.Out && promise.IsTranslated && (sent & sets.SourceTranslated).IsEmpty)
            return ("gets another source address on its way out, so no answer finds back", true);
        if (_space.Unknowns.Certain(sent).IsEmpty) return (Open(sent), false);
        // Without tracking there are no replies, only packets of their own.
        if (!sets.IsTracked) return null;

        var (device, address) = crossing == Crossing.Out ? (_space.In, _space.Destination) : (_space.Out, _space.Source);
        var back = (crossing == Crossing.Out ? promise.Left : promise.Entered) & promise.Outside(device) & promise.Own(address)
            & reply & Whole & _space.Is(_space.State, StateCode.Established);
        var returned = back & sets.Forwarded & sets.Gate.Now.Possible;
        if (returned.IsEmpty) return ("gets its answer: replies are not let through", true);
        return _space.Unknowns.Certain(returned).IsEmpty ? (Open(returned), false) : null;
    }

    private PacketSet Whole =>
        _space.Is(_space.LaterFragment, 0) & _space.Is(_space.Octets, 31) & _space.Is(_space.ProtocolKnown, 1);

    private string Open(PacketSet packets) =>
        $"is sure to pass: it depends on {string.Join(", ", sets.Reasons(packets).Take(3))}";

    private IEnumerable<(string Name, PacketSet First, PacketSet Reply)> Protocols()
    {
        PacketSet tcp = _space.Is(_space.Protocol, ProtocolNames.Tcp), udp = _space.Is(_space.Protocol, ProtocolNames.Udp);
        var icmp = _space.Is(_space.Protocol, promise.Family == Family.IPv4 ? ProtocolNames.Icmp : ProtocolNames.IcmpV6);
        var (ask, answer) = promise.Family == Family.IPv4 ? (8, 0) : (128, 129);
        yield return ("tcp", tcp & _space.Is(_space.TcpFlags, Syn), tcp & _space.Masked(_space.TcpFlags, 18, 23));
        yield return ("udp", udp, udp);
        yield return ("icmp echo", icmp & _space.Is(_space.DestinationPort, ask << 8),
            icmp & _space.Is(_space.DestinationPort, answer << 8));
    }
}
