using VirtAgent.Core.Packets;

namespace VirtAgent.Core.Analysis.Walks;

/// <summary>
/// Addresses no rule and no route can make the kernel forward from or to (net/ipv4/route.c ip_route_input_slow,
/// net/ipv6/ip6_output.c ip6_forward; facts: netfilter 2.1), but for parameters of the device the packet enters on. Of 0.0.0.0/8
/// that is 0.0.0.0 alone since Linux 5.3. IPv6 lets no address and link-local ones go back out of the device they came in on
/// (measured): ip6_forward checks only other ways.
/// </summary>
internal static class NeverForwarded
{
    private static readonly Rule[] Anyway =
    [
        new(Mask("0.0.0.0/32"), "no address", true, true),
        new(Mask("127.0.0.0/8"), "a loopback address", true,
            true) { Opened = (sysctls, device) => sysctls.RoutesLoopback(device) },
        new(Mask("224.0.0.0/4"), "a multicast address", true, false),
        new(Mask("224.0.0.0/24"), "a multicast address of one network", false, true),
        new(Mask("224.0.0.0/4"), "a multicast address", false, true)
        {
            Opened = (sysctls, device) => sysctls.ForwardsMulticast(Family.IPv4, device),
        },
        new(Mask("255.255.255.255/32"), "the broadcast address", true, true),
        new(Mask("::1/128"), "a loopback address", true, true),
        new(Mask("ff00::/8"), "a multicast address", true, false),
        new(Mask("ff02::/ff0f::"), "a multicast address of one network", false, true),
        new(Mask("ff00::/8"), "a multicast address", false, true)
        {
            Opened = (sysctls, device) => sysctls.ForwardsMulticast(Family.IPv6, device),
        },
    ];

    private static readonly Rule[] Elsewhere =
    [
        new(Mask("::/128"), "no address", true, false),
        new(Mask("fe80::/10"), "a link-local address", true, true),
    ];

    private static readonly Rule[] OnArrival =
    [
        new(Mask("::1/128"), "a loopback address", false, true),
        new(Mask("ff00::/ff0f::"), "a multicast address without scope", false, true),
        new(Mask("ff01::/ff0f::"), "a multicast address of one device", false, true),
    ];

    /// <summary>Every range that is treated in a way of its own.</summary>
    public static IEnumerable<AddressMask> Ranges => Anyway.Concat(Elsewhere).Select(rule => rule.Range);

    /// <summary>
    /// Why a packet to this receiver is gone before any rule could translate it (net/ipv6/ip6_input.c ip6_rcv_core), or null.
    /// IPv4 asks nothing of the kind before routing.
    /// </summary>
    public static string? ReasonOnArrival(Packet packet) => Reason(OnArrival, packet.Source, packet.Destination, _ => false);

    /// <summary>Why <paramref name="packet"/> is never forwarded, or null when it may be.</summary>
    public static string? Reason(PacketInFlight packet, ForwardingSysctls sysctls) => Reason(
        Anyway, packet.Sent.Source, packet.Destination, rule => rule.Opened?.Invoke(sysctls, packet.Sent.In) == true);

    /// <summary>The same, for a packet that does not leave on the device it came in on.</summary>
    public static string? ReasonElsewhere(PacketInFlight packet) =>
        Reason(Elsewhere, packet.Sent.Source, packet.Destination, _ => false);

    private static string? Reason(Rule[] rules, Address source, Address destination, Func<Rule, bool> isOpened)
    {
        foreach (var rule in rules)
        {
            if (rule.AsSource && rule.Range.Contains(source) && !isOpened(rule)) return $"source {source} is {rule.Name}";
            if (rule.AsDestination && rule.Range.Contains(destination) && !isOpened(rule))
                return $"destination {destination} is {rule.Name}";
        }

        return null;
    }

    private static AddressMask Mask(string text) =>
        AddressMask.TryParse(text, out var mask) ? mask : throw new FormatException($"'{text}' is not a prefix.");

    private sealed record Rule(AddressMask Range, string Name, bool AsSource, bool AsDestination)
    {
        public Func<ForwardingSysctls, string, bool>? Opened { get; init; }
    }
}
