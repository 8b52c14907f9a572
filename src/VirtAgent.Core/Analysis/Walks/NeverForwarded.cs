using VirtAgent.Core.Packets;

namespace VirtAgent.Core.Analysis.Walks;

/// <summary>
/// Addresses no rule and no route can make the kernel forward from or to (net/ipv4/route.c ip_route_input_slow,
/// net/ipv6/ip6_output.c ip6_forward; facts: netfilter 2.1). Of 0.0.0.0/8 that is 0.0.0.0 alone since Linux 5.3. IPv6 lets no
/// address and link-local ones go back out of the device they came in on (measured): ip6_forward checks only other ways.
/// </summary>
internal static class NeverForwarded
{
    private static readonly (AddressMask Range, string Name, bool AsSource, bool AsDestination)[] Anyway =
    [
        (Mask("0.0.0.0/32"), "no address", true, true),
        (Mask("127.0.0.0/8"), "a loopback address", true, true),
        (Mask("224.0.0.0/4"), "a multicast address", true, true),
        (Mask("255.255.255.255/32"), "the broadcast address", true, true),
        (Mask("::1/128"), "a loopback address", true, true),
        (Mask("ff00::/8"), "a multicast address", true, true),
    ];

    private static readonly (AddressMask Range, string Name, bool AsSource, bool AsDestination)[] Elsewhere =
    [
        (Mask("::/128"), "no address", true, false),
        (Mask("fe80::/10"), "a link-local address", true, true),
    ];

    private static readonly (AddressMask Range, string Name, bool AsSource, bool AsDestination)[] OnArrival =
    [
        (Mask("::1/128"), "a loopback address", false, true),
        (Mask("ff00::/ff0f::"), "a multicast address without scope", false, true),
        (Mask("ff01::/ff0f::"), "a multicast address of one device", false, true),
    ];

    /// <summary>
    /// Why a packet to this receiver is gone before any rule could translate it (net/ipv6/ip6_input.c ip6_rcv_core), or null.
    /// IPv4 asks nothing of the kind before routing.
    /// </summary>
    public static string? ReasonOnArrival(Address source, Address destination) => Reason(OnArrival, source, destination);

    /// <summary>Why a packet with these addresses is never forwarded, or null when it may be.</summary>
    public static string? Reason(Address source, Address destination) => Reason(Anyway, source, destination);

    /// <summary>The same, for a packet that does not leave on the device it came in on.</summary>
    public static string? ReasonElsewhere(Address source, Address destination) => Reason(Elsewhere, source, destination);

    private static string? Reason(
        (AddressMask Range, string Name, bool AsSource, bool AsDestination)[] ranges, Address source, Address destination)
    {
        foreach (var (range, name, asSource, asDestination) in ranges)
        {
            if (asSource && range.Contains(source)) return $"source {source} is {name}";
            if (asDestination && range.Contains(destination)) return $"destination {destination} is {name}";
        }

        return null;
    }

    private static AddressMask Mask(string text) =>
        AddressMask.TryParse(text, out var mask) ? mask : throw new FormatException($"'{text}' is not a prefix.");
}
