using VirtAgent.Core.Analysis.Walks;
using VirtAgent.Core.Findings;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Routing;

namespace VirtAgent.Core.Analysis.Assumptions;

/// <summary>
/// Flows that crossed a network's edge before the rules that would refuse them: conntrack has them ESTABLISHED, and what accepts
/// that lets them go on. No verdict rests on this, for verdicts speak of new flows.
/// </summary>
internal static class SurvivingFlows
{
    /// <summary>How many flows are walked, and how many findings there are at most.</summary>
    private const int MostWalked = 256;
    private const int MostTold = 20;

    private const byte Syn = 2;
    private const byte Ack = 16;

    /// <summary>Walks the first packet of each flow that crosses against a promise, as new and as established.</summary>
    public static AssumptionOutcome Check(AssumedHost host)
    {
        if (host.Host.Flows is not { } flows) return new AssumptionOutcome.Unchecked(
            host.Host.Unread(RecordFile.Conntrack) is { } gap ? gap.Reason.TrimEnd('.')
                : $"{RecordFile.Conntrack} is not in this record");
        var walk = new PacketWalk(host.Host);
        var crossing = flows.Flows.Select(flow => (Flow: flow, Networks: Crossed(host, flow).ToList()))
            .Where(pair => pair.Networks.Count > 0).ToList();
        var surviving =
            from pair in crossing.Take(MostWalked)
            where Survives(host.Host, walk, pair.Flow)
            from network in pair.Networks
            select Breach(network, pair.Flow);
        var found = AssumptionOutcome.Of(surviving.Take(MostTold), "No flow of guests crosses that would not be let in today.");
        return found is AssumptionOutcome.Holds && (!flows.Whole || crossing.Count > MostWalked)
            ? new AssumptionOutcome.Unchecked(
                "The host has more flows than are looked at, and of those that were none survives what refuses it")
            : found;
    }

    /// <summary>The networks that promise that nobody begins such a flow.</summary>
    private static IEnumerable<VirtualNetwork> Crossed(AssumedHost host, TrackedFlow flow)
    {
        var (family, source, receiver) = (flow.Original.Source.Family, flow.Original.Source, flow.Receiver);
        if (IsOwn(host.Host, source) || IsOwn(host.Host, receiver)) yield break;
        foreach (var network in host.Promised)
        {
            var prefixes = network.Prefixes(family).ToList();
            var (from, to) = (
                prefixes.Exists(prefix => prefix.Contains(source)), prefixes.Exists(prefix => prefix.Contains(receiver)));
            var isCrossing = network.Mode switch
            {
                ForwardMode.None => from != to,
                ForwardMode.Nat => to && !from && (family == Family.IPv4 || network.NatIPv6),
                _ => false,
            };
            if (isCrossing) yield return network;
        }
    }

    private static bool IsOwn(Host host, Address address) => host.Addresses.Any(own => own.Local == address);

    private static bool Survives(Host host, PacketWalk walk, TrackedFlow flow)
    {
        if (Device(host, flow.Original.Source) is not { } entered) return false;
        var first = new Packet
        {
            In = entered,
            Source = flow.Original.Source,
            Destination = flow.Original.Destination,
            Protocol = flow.Protocol,
            SourcePort = flow.Original.SourcePort,
            DestinationPort = flow.Original.DestinationPort,
            IcmpType = flow.Original.IcmpType,
            IcmpCode = flow.Original.IcmpCode,
            TcpFlags = flow.Protocol == ProtocolNames.Tcp ? Syn : (byte)0,
        };
        // Its translation is conntrack's, which needs no rule any more.
        var next = first with
        {
            Destination = flow.Receiver,
            DestinationPort = flow.Reply.SourcePort == 0 ? first.DestinationPort : flow.Reply.SourcePort,
            TcpFlags = flow.Protocol == ProtocolNames.Tcp ? Ack : (byte)0,
            State = ConnectionStates.Established,
        };
        return walk.Walks(first).All(way => way.Outcome != WalkOutcome.Forwarded)
            && (flow.Offloaded || walk.Walks(next).Any(way => way.Outcome == WalkOutcome.Forwarded));
    }

    /// <summary>
    /// The device that the way back to <paramref name="address"/> leaves on, and so the usual one for it to come in on.
    /// </summary>
    private static string? Device(Host host, Address address) => host.Routes
        .Where(route => route is { Type: RouteType.Unicast, Dead: false, Devices.Count: > 0 }
            && route.Destination.Contains(address))
        .OrderByDescending(route => route.Destination.PrefixLength).ThenBy(route => route.Metric)
        .Select(route => route.Devices[0]).FirstOrDefault();

    private static Breach Breach(VirtualNetwork network, TrackedFlow flow)
    {
        var shown = $"{ProtocolNames.Name(flow.Protocol)} {End(flow.Original.Source, flow.Original.SourcePort)} > "
            + End(flow.Original.Destination, flow.Original.DestinationPort);
        var via = flow.Receiver == flow.Original.Destination ? ""
            : $" (translated to {End(flow.Receiver, flow.Reply.SourcePort)})";
        return new Breach(
            $"{network.Name} {shown}",
            $"A flow that today's rules would refuse still crosses the edge of '{network.Name}': {shown}{via}.",
            Deletion(flow))
        {
            Networks = [network.Name],
            Family = flow.Original.Source.Family,
            Code = FindingCode.FlowSurvives,
            Evidence = [flow.Offloaded ? "A flowtable carries it past all rules."
                : "A rule accepts packets of established flows."],
        };
    }

    private static string End(Address address, ushort port) =>
        port == 0 ? address.ToString() : address.Family == Family.IPv4 ? $"{address}:{port}" : $"[{address}]:{port}";

    // Every word of it is a number, an address or ours.
    private static string Deletion(TrackedFlow flow)
    {
        var (original, icmp) = (flow.Original, flow.Protocol == ProtocolNames.Icmp ? "icmp" : "icmpv6");
        var ends = flow.Protocol switch
        {
            ProtocolNames.Icmp or ProtocolNames.IcmpV6 =>
                $" --{icmp}-type {original.IcmpType} --{icmp}-code {original.IcmpCode} --{icmp}-id {original.IcmpId}",
            _ when ProtocolNames.HasPorts(flow.Protocol) => $" --sport {original.SourcePort} --dport {original.DestinationPort}",
            _ => "",
        };
        var protocol = flow.Protocol == ProtocolNames.IcmpV6 ? icmp : ProtocolNames.Name(flow.Protocol);
        return $"conntrack -D -f {(original.Source.Family == Family.IPv4 ? "ipv4" : "ipv6")} -p {protocol} "
            + $"-s {original.Source} -d {original.Destination}{ends}{(flow.Zone == 0 ? "" : $" -w {flow.Zone}")}";
    }
}
