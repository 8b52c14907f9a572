using VirtAgent.Core.Analysis.Sets;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;

namespace VirtAgent.Core.Analysis;

/// <summary>
/// Picks, from a set of packets that get through, one an operator believes at once: a guest's own address, a routable
/// destination, a common service. Where DNAT is on the way it finds the packet as it was before.
/// </summary>
internal sealed class WitnessChoice(Host host, ForwardSets sets)
{
    private const ushort EphemeralPort = 40000;
    private const byte Syn = 2;
    private const byte Ack = 16;
    private const int MostTried = 8;

    private static readonly Address WellKnown4 = Address.Parse("1.1.1.1");
    private static readonly Address WellKnown6 = Address.Parse("2606:4700:4700::1111");

    private PacketSpace Space => sets.Space;

    /// <summary>
    /// Packets of <paramref name="through"/>, which is not empty, with the device they leave on: first the one an operator
    /// believes at once, then others, in case what the sets say of it turns out otherwise.
    /// </summary>
    /// <param name="through">Packets as they leave, nothing unknown about them.</param>
    /// <param name="network">The network whose edge they cross.</param>
    /// <param name="certain">Whether they come from the lower bound.</param>
    public IEnumerable<(Packet Packet, string Out)> From(PacketSet through, VirtualNetwork network, bool certain)
    {
        var wishes = Preferences(network).ToList();
        for (var tried = 0; tried < MostTried && !through.IsEmpty; tried++)
        {
            var left = Narrow(through, wishes).Sample(Space.Levels);
            var device = sets.Devices.Links[(int)(uint)Space.Out.In(left)].Name;
            // What a rule that is not understood has made of it cannot be followed back: it is shown as it leaves.
            var sent = Space.Translated.In(left) == 0 ? [left] : Before(left, certain).DefaultIfEmpty(left);
            foreach (var packet in sent) yield return (Read(packet), device);
            // The next one is of another kind, not the neighbour of one that failed.
            through -= Space.Is(Space.Protocol, Space.Protocol.In(left)) & Space.Is(Space.DestinationPort,
                Space.DestinationPort.In(left))
                & Space.Is(Space.Destination, Space.Destination.In(left));
        }
    }

    private static PacketSet Narrow(PacketSet set, IEnumerable<PacketSet> wishes)
    {
        foreach (var wish in wishes)
        {
            var narrower = set & wish;
            if (!narrower.IsEmpty) set = narrower;
        }

        return set;
    }

    private IEnumerable<PacketSet> Preferences(VirtualNetwork network)
    {
        var bridges = host.Networks.Select(other => other.Bridge).ToHashSet(StringComparer.Ordinal);
        yield return Space.Is(Space.Translated, 0);
        yield return Space.Is(Space.State, StateCode.New);
        yield return Space.Is(Space.LaterFragment, 0);
        yield return Space.Is(Space.ProtocolKnown, 1);
        yield return Space.Is(Space.Octets, 31);
        yield return sets.Devices.Where(Space, Space.Out, link => !bridges.Contains(link.Name) || link.Name == network.Bridge)
            & sets.Devices.Where(Space, Space.In, link => !bridges.Contains(link.Name) || link.Name == network.Bridge);
        yield return sets.Gate.Now.Possible;
        yield return sets.Gate.Now.Certain;
        foreach (var wish in Addresses(network)) yield return wish;
        foreach (var wish in Services()) yield return wish;
        yield return Space.Is(Space.SourcePort, EphemeralPort);
        if (host.Ports.FirstOrDefault(port => port.Network == network.Name)?.Mac is { } mac)
            yield return Space.Is(Space.SourceMac, (long)mac.Bits) & Space.Is(Space.In, DeviceNumber(network));
    }

    private IEnumerable<PacketSet> Addresses(VirtualNetwork network)
    {
        foreach (var prefix in network.Prefixes(Space.Family))
        {
            var guest = Member(prefix, 50) ?? Member(prefix, 2);
            if (guest is not { } address) continue;
            // Whichever side of the crossing the network is on.
            yield return (Space.Is(Space.In, DeviceNumber(network)) & Space.Is(Space.Source, address.Bits))
                | (Space.Is(Space.Out, DeviceNumber(network)) & Space.Is(Space.Destination, address.Bits));
        }

        var wellKnown = Space.Family == Family.IPv4 ? WellKnown4 : WellKnown6;
        var neighbours = host.Addresses.Where(address => address.Prefix.Family == Space.Family)
            .Select(address => (address.Device, Neighbour: Neighbour(address))).ToList();
        yield return neighbours.Aggregate(Space.None, (set, at) => set
            | Beyond(Space.Out, Space.Destination, at.Device, at.Neighbour));
        yield return neighbours.Aggregate(Space.None, (set, at) => set | Beyond(Space.In, Space.Source, at.Device, at.Neighbour));
        yield return Space.Is(Space.Destination, wellKnown.Bits);
        // A reply that nobody asked for comes in the name of somebody outside.
        yield return neighbours.Aggregate(Space.None, (set, at) => at.Neighbour is { } there && IsOutside(at.Device)
            ? set | Space.Is(Space.Source, there.Bits) : set);
        yield return Space.Is(Space.Source, wellKnown.Bits);
        // Whatever range a rule names: a host number in it, not its first address.
        foreach (var field in new[] { Space.Destination, Space.Source })
        {
            var last = new Field(field.First + field.Width - 8, 8);
            yield return Space.Is(last, 10);
            yield return Space.Between(last, 1, 254);
        }
    }

    private bool IsOutside(string device) => host.Networks.All(network => network.Bridge != device);

    private static Address? Neighbour(LinkAddress own) =>
        Member(own.Prefix, 2) is { } second && second != own.Local ? second : Member(own.Prefix, 1);

    /// <summary>An address is only believed on the device that its network is on.</summary>
    private PacketSet Beyond(Field device, Field address, string name, Address? neighbour) =>
        neighbour is { } there && sets.Devices.Number(name) is { } number
            ? Space.Is(device, number) & Space.Is(address, there.Bits)
            : Space.None;

    private IEnumerable<PacketSet> Services()
    {
        var isReply = Space.Is(Space.State, StateCode.Established);
        var isTcp = Space.Is(Space.Protocol, ProtocolNames.Tcp)
            & ((Space.Is(Space.TcpFlags, Syn) - isReply) | (Space.Is(Space.TcpFlags, Syn | Ack) & isReply));
        var isUdp = Space.Is(Space.Protocol, ProtocolNames.Udp);
        var isEcho = Space.Family == Family.IPv4
            ? Space.Is(Space.Protocol, ProtocolNames.Icmp) & Space.Is(Space.DestinationPort, 8 << 8)
            : Space.Is(Space.Protocol, ProtocolNames.IcmpV6) & Space.Is(Space.DestinationPort, 128 << 8);
        yield return isTcp | isUdp | isEcho;
        yield return isTcp;
        yield return isUdp;
        foreach (var port in new[] { 443, 80, 22, 53, 8080 }) yield return Space.Is(Space.DestinationPort, port) | isEcho;
        yield return Space.Between(Space.DestinationPort, 1, 65535) | isEcho;
        yield return Space.Is(Space.TcpFlags, 0) | isTcp;
    }

    private int DeviceNumber(VirtualNetwork network) => sets.Devices.Number(network.Bridge!) ?? 0;

    private static Address? Member(AddressMask prefix, uint host) =>
        prefix.PrefixLength is { } length && host < (Bits128)1 << Math.Min(127, Address.WidthOf(prefix.Family) - length)
            ? new Address(prefix.Family, prefix.Value + host)
            : null;

    /// <summary>Packets that rules turned into this one, one for each rule that does.</summary>
    private IEnumerable<bool[]> Before(bool[] left, bool certain)
    {
        var same = new[]
            {
                Space.In, Space.State, Space.LaterFragment, Space.Octets, Space.ProtocolKnown, Space.Protocol, Space.TcpFlags,
                Space.Source, Space.SourcePort, Space.SourceMac,
            }
            .Aggregate(Space.All, (set, field) => set & Space.Is(field, field.In(left)));
        var (destination, port) = (Space.Destination.In(left), Space.DestinationPort.In(left));
        var arrived = same & Space.Is(Space.Destination, destination) & Space.Is(Space.DestinationPort,
            port) & Space.Is(Space.Translated, 1);
        foreach (var translation in sets.Translations)
        {
            if ((Space.Unknowns.Possible(translation.After(Space)) & arrived).IsEmpty) continue;
            var sent = certain ? Space.Unknowns.Certain(translation.Before) : Space.Unknowns.Possible(translation.Before);
            var before = translation.Leading(Space, sent & same, destination, port);
            if (before.IsEmpty) continue;
            var own = host.Addresses.Where(address => address.Local.Family == Space.Family)
                .Aggregate(Space.None, (set, address) => set | Space.Is(Space.Destination, address.Local.Bits));
            yield return Narrow(before, Services().Prepend(own)).Sample(Space.Levels);
        }
    }

    private Packet Read(bool[] bits)
    {
        var protocol = (byte)Space.Protocol.In(bits);
        var port = (ushort)Space.DestinationPort.In(bits);
        var isIcmp = protocol is ProtocolNames.Icmp or ProtocolNames.IcmpV6;
        var hasPorts = ProtocolNames.HasPorts(protocol);
        return new Packet
        {
            In = sets.Devices.Links[(int)(uint)Space.In.In(bits)].Name,
            Source = new Address(Space.Family, Space.Source.In(bits)),
            Destination = new Address(Space.Family, Space.Destination.In(bits)),
            Protocol = protocol,
            SourcePort = hasPorts ? (ushort)Space.SourcePort.In(bits) : (ushort)0,
            DestinationPort = hasPorts ? port : (ushort)0,
            IcmpType = isIcmp ? (byte)(port >> 8) : (byte)0,
            IcmpCode = isIcmp ? (byte)port : (byte)0,
            TcpFlags = protocol == ProtocolNames.Tcp ? (byte)Space.TcpFlags.In(bits) : (byte)0,
            State = StateCode.State((int)(uint)Space.State.In(bits)),
            SourceMac = new MacAddress((ulong)Space.SourceMac.In(bits)),
            LaterFragment = Space.LaterFragment.In(bits) == 1,
            TransportOctets = (uint)Space.Octets.In(bits) is < 31 and var octets ? (byte)octets : null,
            ProtocolUnknown = Space.ProtocolKnown.In(bits) == 0,
        };
    }
}
