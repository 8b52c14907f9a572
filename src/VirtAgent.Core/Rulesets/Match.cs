using VirtAgent.Core.Packets;
using VirtAgent.Core.Routing;

namespace VirtAgent.Core.Rulesets;

/// <summary>
/// A condition of a rule; the closed set of kinds both evaluators understand. Anything else is <see cref="Unmodelled"/>
/// and may or may not hold. Semantics are those of the kernel's x_tables matches (net/netfilter/xt_*.c,
/// net/ipv4/netfilter/ip_tables.c).
/// </summary>
/// <param name="Negated">Whether the condition is inverted with <c>!</c>.</param>
public abstract record Match(bool Negated)
{
    /// <summary><c>-i</c>: the device the packet entered on. Empty after routing never occurs on the forward path.</summary>
    public sealed record InDevice(DevicePattern Pattern, bool Negated) : Match(Negated);

    /// <summary>
    /// <c>-o</c>: the device it leaves on. In PREROUTING there is none, which only an empty pattern or a negation matches.
    /// </summary>
    public sealed record OutDevice(DevicePattern Pattern, bool Negated) : Match(Negated);

    /// <summary><c>-s</c>.</summary>
    public sealed record Source(AddressMask Mask, bool Negated) : Match(Negated);

    /// <summary><c>-d</c>, after any DNAT before this hook.</summary>
    public sealed record Destination(AddressMask Mask, bool Negated) : Match(Negated);

    /// <summary><c>-p</c>: the upper-layer protocol, 1-255. IPv6 skips extension headers.</summary>
    public sealed record Protocol(byte Number, bool Negated) : Match(Negated);

    /// <summary><c>-f</c>: the second and further fragments of an IPv4 packet.</summary>
    public sealed record LaterFragment(bool Negated) : Match(Negated);

    /// <summary>
    /// Ports of tcp, udp, udplite, sctp or dccp. False for a later fragment and for a packet of another protocol than the
    /// rule's <see cref="Protocol"/>, negated or not.
    /// </summary>
    /// <param name="Side">Which port.</param>
    /// <param name="Ranges">Any of these.</param>
    /// <param name="Negated">Whether inverted.</param>
    public sealed record Ports(PortSide Side, IReadOnlyList<PortRange> Ranges, bool Negated) : Match(Negated);

    /// <summary><c>--tcp-flags MASK COMP</c>: (flags and mask) equals comp. False for a later fragment, negated or not.</summary>
    public sealed record TcpFlags(byte Mask, byte Comparison, bool Negated) : Match(Negated);

    /// <summary><c>--icmp-type</c> or <c>--icmpv6-type</c>. False for a later fragment, negated or not.</summary>
    /// <param name="Type">Type, or null for any.</param>
    /// <param name="FirstCode">Lowest code.</param>
    /// <param name="LastCode">Highest code.</param>
    /// <param name="Negated">Whether inverted.</param>
    public sealed record IcmpType(byte? Type, byte FirstCode, byte LastCode, bool Negated) : Match(Negated);

    /// <summary><c>iprange --src-range</c>.</summary>
    public sealed record SourceRange(Address First, Address Last, bool Negated) : Match(Negated);

    /// <summary><c>iprange --dst-range</c>.</summary>
    public sealed record DestinationRange(Address First, Address Last, bool Negated) : Match(Negated);

    /// <summary><c>conntrack --ctstate</c> or <c>state --state</c>: any of these.</summary>
    public sealed record Connection(ConnectionStates States, bool Negated) : Match(Negated);

    /// <summary><c>mark --mark</c>: (mark and mask) equals value.</summary>
    public sealed record Mark(uint Value, uint Mask, bool Negated) : Match(Negated);

    /// <summary><c>mac --mac-source</c>.</summary>
    public sealed record SourceMac(MacAddress Address, bool Negated) : Match(Negated);

    /// <summary>
    /// <c>addrtype --src-type</c> or <c>--dst-type</c> without <c>--limit-iface-*</c>: what the routing tables call the address.
    /// </summary>
    /// <param name="OfSource">Whether the source address is asked, else the destination.</param>
    /// <param name="Types">Any of these.</param>
    /// <param name="Negated">Whether inverted.</param>
    public sealed record AddressType(bool OfSource, IReadOnlyList<RouteType> Types, bool Negated) : Match(Negated);

    /// <summary><c>comment</c>: always holds.</summary>
    public sealed record Comment(string Text) : Match(false);

    /// <summary>Anything else: may or may not hold. The text is as printed, its own negation included.</summary>
    public sealed record Unmodelled(string Text) : Match(false);
}
