using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;
using VirtAgent.Presentation;

namespace VirtAgent.Cli;

/// <summary>The packet of <c>trace</c> as the operator gave it; what is null is chosen.</summary>
internal sealed record TraceQuestion
{
    private const byte Syn = 2;
    private const byte Ack = 16;
    private const byte EchoRequest = 8;
    private const byte EchoRequest6 = 128;

    /// <summary>Network whose guest sends it.</summary>
    public string? Network { get; init; }

    /// <summary>Device it enters on, in place of a network.</summary>
    public string? In { get; init; }

    /// <summary>Sender.</summary>
    public string? Source { get; init; }

    /// <summary>Receiver.</summary>
    public required string Destination { get; init; }

    /// <summary>Protocol name or number.</summary>
    public string Protocol { get; init; } = "tcp";

    /// <summary>Sender's port.</summary>
    public ushort SourcePort { get; init; } = 40000;

    /// <summary>Receiver's port.</summary>
    public ushort DestinationPort { get; init; } = 443;

    /// <summary>ICMP type; an echo request unless given.</summary>
    public byte? IcmpType { get; init; }

    /// <summary>The state of its flow, in conntrack's word: new, established, related, invalid or untracked.</summary>
    public string State { get; init; } = "new";

    /// <summary>The packet on <paramref name="host"/>.</summary>
    /// <exception cref="RequestException">The question makes no sense there.</exception>
    public Packet On(Host host)
    {
        var (network, device) = Entry(host);
        var destination = Parse("--dst", Destination);
        var source = Source is null ? Sender(network, device, destination) : Parse("--src", Source);
        if (source.Family != destination.Family)
            throw new RequestException($"{source} and {destination} are of different families.", usage: true);

        var protocol = ProtocolOf(destination.Family);
        var state = StateOf(State);
        return new Packet
        {
            In = device,
            Source = source,
            Destination = destination,
            Protocol = protocol,
            SourcePort = ProtocolNames.HasPorts(protocol) ? SourcePort : (ushort)0,
            DestinationPort = ProtocolNames.HasPorts(protocol) ? DestinationPort : (ushort)0,
            IcmpType = protocol switch
            {
                ProtocolNames.Icmp => IcmpType ?? EchoRequest,
                ProtocolNames.IcmpV6 => IcmpType ?? EchoRequest6,
                _ => 0,
            },
            TcpFlags = protocol == ProtocolNames.Tcp ? state == ConnectionStates.New ? Syn : Ack : (byte)0,
            State = state,
        };
    }

    private (VirtualNetwork? Network, string Device) Entry(Host host)
    {
        if (In is not null == Network is not null)
            throw new RequestException("trace needs --network or --in, one of the two.", usage: true);
        if (In is not null) return (host.Networks.FirstOrDefault(network => network.Bridge == In), In);

        var named = host.Networks.FirstOrDefault(network => network.Name == Network)
            ?? throw new RequestException($"no active network {Network} at {host.Header.Uri}; 'virt-agent networks' lists them.");
        if (named.Bridge is null) throw new RequestException($"network {Network} has no bridge; name the device with --in.");
        return (named, named.Bridge);
    }

    // A guest's address: the lowest of the network that is neither the network's own nor the host's.
    private static Address Sender(VirtualNetwork? network, string device, Address destination)
    {
        var own = network?.Addresses.FirstOrDefault(address => address.Host.Family == destination.Family);
        if (own is null)
        {
            var why = network is null
                ? $"no network has bridge {device}"
                : $"network {network.Name} has no {Names.Of(destination.Family)} address";
            throw new RequestException($"--src is needed: {why}.", usage: true);
        }

        var first = own.Prefix.First;
        var guest = first with { Bits = first.Bits + 1 };
        if (guest == own.Host) guest = first with { Bits = first.Bits + 2 };
        return own.Prefix.Contains(guest) ? guest : own.Host;
    }

    private byte ProtocolOf(Family family)
    {
        if (!ProtocolNames.TryParse(Protocol, out var protocol))
        {
            throw new RequestException(
                $"--proto {Protocol} is neither a protocol that iptables knows nor a number from 1 to 255.", usage: true);
        }

        // "icmp" is what everybody says for both.
        return protocol == ProtocolNames.Icmp && family == Family.IPv6 ? ProtocolNames.IcmpV6 : protocol;
    }

    private static ConnectionStates StateOf(string state) => state switch
    {
        "new" => ConnectionStates.New,
        "established" => ConnectionStates.Established,
        "related" => ConnectionStates.Related,
        "invalid" => ConnectionStates.Invalid,
        "untracked" => ConnectionStates.Untracked,
        _ => throw new RequestException(
            $"--state {state} is none of new, established, related, invalid, untracked.", usage: true),
    };

    private static Address Parse(string option, string text) => Address.TryParse(text, out var address)
        ? address
        : throw new RequestException($"{option} {text} is no IPv4 or IPv6 address.", usage: true);
}
