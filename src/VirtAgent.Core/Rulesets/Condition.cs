using VirtAgent.Core.Packets;
using VirtAgent.Core.Routing;

namespace VirtAgent.Core.Rulesets;

/// <summary>
/// A condition on a packet, without regard to who wrote it: iptables' matches and nft's expressions both become these. A header
/// that cannot be read is a condition of its own (<see cref="Readable"/>), so that "neither a match nor its negation" can be
/// said.
/// </summary>
public abstract record Condition
{
    private Condition()
    {
    }

    /// <summary>Holds for every packet.</summary>
    public static readonly Condition Always = new All([]);

    /// <summary>Holds for no packet.</summary>
    public static readonly Condition Never = new Any([]);

    /// <summary>
    /// (<paramref name="Field"/> and <paramref name="Mask"/>) lies from <paramref name="First"/> to <paramref name="Last"/>, both
    /// included.
    /// </summary>
    public sealed record Test(PacketField Field, Bits128 Mask, Bits128 First, Bits128 Last) : Condition;

    /// <summary>
    /// The packet entered on (or, when not <paramref name="Entered"/>, leaves on) a device of that name; before routing none
    /// does.
    /// </summary>
    public sealed record Device(bool Entered, DevicePattern Pattern) : Condition;

    /// <summary>conntrack calls it one of these; the pseudo-state of a translated destination included.</summary>
    public sealed record State(ConnectionStates States) : Condition;

    /// <summary>
    /// It is a second or further fragment (IPv4's fragment offset, IPv6's fragment header) that nobody put together.
    /// </summary>
    public sealed record LaterFragment : Condition;

    /// <summary>
    /// The first <paramref name="Octets"/> octets behind the network header can be loaded: 0 asks whether the protocol itself is
    /// known, which it is not when IPv6's extension headers end early (net/netfilter/nf_tables_core.c, NFT_PKTINFO_L4PROTO).
    /// </summary>
    /// <param name="Octets">0-31.</param>
    public sealed record Readable(int Octets) : Condition;

    /// <summary>
    /// The device it entered on has Ethernet headers; without one there is no hardware address to compare (xt_mac.c).
    /// </summary>
    public sealed record Ethernet : Condition;

    /// <summary>What the routing tables call an address is one of <paramref name="Types"/> (xt_addrtype.c).</summary>
    /// <param name="OfSource">Whether the source address is asked, else the destination.</param>
    /// <param name="Types">Any of these.</param>
    public sealed record AddressKind(bool OfSource, IReadOnlyList<RouteType> Types) : Condition;

    /// <summary>
    /// The packet's source has a route back: out of the device it entered on, or out of any when <paramref name="Loose"/>
    /// (net/ipv4/netfilter/ipt_rpfilter.c, net/ipv6/netfilter/ip6t_rpfilter.c).
    /// </summary>
    public sealed record ReversePath(bool Loose) : Condition;

    /// <summary>All of them hold; none is always true.</summary>
    public sealed record All(IReadOnlyList<Condition> Conditions) : Condition;

    /// <summary>One of them holds; none is never true.</summary>
    public sealed record Any(IReadOnlyList<Condition> Conditions) : Condition;

    /// <summary>It does not hold.</summary>
    public sealed record Not(Condition Condition) : Condition;

    /// <summary>
    /// Holds wherever <paramref name="Certain"/> does, and nowhere <paramref name="Possible"/> does not; between them nobody
    /// knows.
    /// </summary>
    public sealed record Between(Condition Certain, Condition Possible) : Condition;

    /// <summary>
    /// A match that is not modelled and is asked of the packet alone: it may hold or not, and gives the same answer for the same
    /// packet wherever the same <paramref name="Text"/> stands.
    /// </summary>
    /// <param name="Text">As printed, without its negation.</param>
    public sealed record Unknown(string Text) : Condition;

    /// <summary>
    /// A match that some packet of a flow passes and another one fails, whatever their headers say (limit, recent, string…): its
    /// sender tries until the answer suits him.
    /// </summary>
    /// <param name="Text">As printed.</param>
    public sealed record SendersChoice(string Text) : Condition;
}
