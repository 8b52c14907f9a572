using VirtAgent.Model;

namespace VirtAgent.Analysis;

/// <summary>
/// Addresses the kernel never forwards, whatever the rules (net/ipv4/route.c ip_route_input_slow, net/ipv6/ip6_output.c
/// ip6_forward). 240/4 is not among them: the kernel does forward it.
/// </summary>
internal static class SpecialAddresses
{
    private static readonly AddressMask[] NeverFrom4 = Masks("0.0.0.0/8", "127.0.0.0/8", "224.0.0.0/4", "255.255.255.255/32");
    private static readonly AddressMask[] NeverTo4 = Masks("0.0.0.0/8", "127.0.0.0/8", "224.0.0.0/4", "255.255.255.255/32");
    private static readonly AddressMask[] NeverFrom6 = Masks("::/128", "::1/128", "fe80::/10", "ff00::/8");
    private static readonly AddressMask[] NeverTo6 = Masks("::/128", "::1/128", "fe80::/10", "ff00::/8");
    private static readonly AddressMask[] Broadcast4 = Masks("0.0.0.0/8", "255.255.255.255/32");

    /// <summary>Sources that are never forwarded.</summary>
    public static IReadOnlyList<AddressMask> NeverFrom(Family family) => family == Family.IPv4 ? NeverFrom4 : NeverFrom6;

    /// <summary>Destinations that are never forwarded.</summary>
    public static IReadOnlyList<AddressMask> NeverTo(Family family) => family == Family.IPv4 ? NeverTo4 : NeverTo6;

    /// <summary>The multicast range.</summary>
    public static AddressMask Multicast(Family family) => family == Family.IPv4 ? NeverTo4[2] : NeverTo6[3];

    /// <summary>Ranges that addrtype calls BROADCAST without asking a table (fib_frontend.c __inet_dev_addr_type).</summary>
    public static IReadOnlyList<AddressMask> Broadcast(Family family) => family == Family.IPv4 ? Broadcast4 : [];

    private static AddressMask[] Masks(params string[] texts) => texts
        .Select(text => AddressMask.TryParse(text, out var mask) ? mask : throw new FormatException(text)).ToArray();
}
