using VirtAgent.Core.Packets;

namespace VirtAgent.Core.Analysis.Path;

/// <summary>
/// Addresses the kernel never forwards, whatever the rules (net/ipv4/route.c ip_route_input_slow, net/ipv6/ip6_output.c
/// ip6_forward). 240/4 is not among them, nor is 0/8 but for 0.0.0.0, nor <c>::</c> as a destination: the kernel does forward
/// those.
/// </summary>
internal static class SpecialAddresses
{
    private static readonly AddressMask[] NeverFrom4 = Masks("0.0.0.0/32", "127.0.0.0/8", "224.0.0.0/4", "255.255.255.255/32");
    private static readonly AddressMask[] NeverTo4 = Masks("0.0.0.0/32", "127.0.0.0/8", "224.0.0.0/4", "255.255.255.255/32");
    private static readonly AddressMask[] NeverFrom6 = Masks("::1/128", "ff00::/8");
    private static readonly AddressMask[] NeverTo6 = Masks("::1/128", "ff00::/8");
    private static readonly AddressMask[] NeverElsewhereFrom6 = Masks("::/128", "fe80::/10");
    private static readonly AddressMask[] NeverElsewhereTo6 = Masks("fe80::/10");
    private static readonly AddressMask[] NeverTakenTo6 = Masks("::1/128", "ff00::/ff0f::", "ff01::/ff0f::");
    private static readonly AddressMask[] NotUnicast6 = Masks("::/128", "::ffff:0:0/96", "ff00::/8");
    private static readonly AddressMask[] Broadcast4 = Masks("0.0.0.0/32", "255.255.255.255/32");

    /// <summary>Sources that are never forwarded.</summary>
    public static IReadOnlyList<AddressMask> NeverFrom(Family family) => family == Family.IPv4 ? NeverFrom4 : NeverFrom6;

    /// <summary>Destinations that are never forwarded.</summary>
    public static IReadOnlyList<AddressMask> NeverTo(Family family) => family == Family.IPv4 ? NeverTo4 : NeverTo6;

    /// <summary>
    /// Destinations that are refused on arrival, before any rule could translate them (net/ipv6/ip6_input.c ip6_rcv_core).
    /// </summary>
    public static IReadOnlyList<AddressMask> NeverTakenTo(Family family) => family == Family.IPv4 ? [] : NeverTakenTo6;

    /// <summary>Sources that are forwarded only back out of the device they came in on.</summary>
    public static IReadOnlyList<AddressMask> NeverElsewhereFrom(Family family) => family == Family.IPv4
        ? []
        : NeverElsewhereFrom6;

    /// <summary>Destinations that are forwarded only back out of the device they came in on.</summary>
    public static IReadOnlyList<AddressMask> NeverElsewhereTo(Family family) => family == Family.IPv4 ? [] : NeverElsewhereTo6;

    /// <summary>The multicast range.</summary>
    public static AddressMask Multicast(Family family) => family == Family.IPv4 ? NeverTo4[2] : NeverTo6[1];

    /// <summary>IPv6 addresses that addrtype does not call UNICAST (net/ipv6/addrconf_core.c __ipv6_addr_type).</summary>
    public static IReadOnlyList<AddressMask> NotUnicast => NotUnicast6;

    /// <summary>Ranges that addrtype calls BROADCAST without asking a table (fib_frontend.c __inet_dev_addr_type).</summary>
    public static IReadOnlyList<AddressMask> Broadcast(Family family) => family == Family.IPv4 ? Broadcast4 : [];

    private static AddressMask[] Masks(params string[] texts) => texts
        .Select(text => AddressMask.TryParse(text, out var mask) ? mask : throw new FormatException(text)).ToArray();
}
