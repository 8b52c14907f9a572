using VirtAgent.Model;

namespace VirtAgent.Analysis;

/// <summary>
/// Addresses no rule and no route can make the kernel forward from or to (net/ipv4/route.c ip_route_input_slow,
/// net/ipv6/ip6_output.c ip6_forward; facts: netfilter 2.1). Of 0.0.0.0/8 that is 0.0.0.0 alone since Linux 5.3.
/// </summary>
internal static class NeverForwarded
{
    private static readonly (AddressMask Range, string Name, bool AsSource, bool AsDestination)[] Ranges =
    [
        (Mask("0.0.0.0/32"), "no address", true, true),
        (Mask("127.0.0.0/8"), "a loopback address", true, true),
        (Mask("224.0.0.0/4"), "a multicast address", true, true),
        (Mask("255.255.255.255/32"), "the broadcast address", true, true),
        (Mask("::/128"), "no address", true, false),
        (Mask("::1/128"), "a loopback address", true, true),
        (Mask("fe80::/10"), "a link-local address", true, true),
        (Mask("ff00::/8"), "a multicast address", true, true),
    ];

    /// <summary>Why a packet with these addresses is never forwarded, or null when it may be.</summary>
    public static string? Reason(Address source, Address destination)
    {
        foreach (var (range, name, asSource, asDestination) in Ranges)
        {
            if (asSource && range.Contains(source)) return $"source {source} is {name}";
            if (asDestination && range.Contains(destination)) return $"destination {destination} is {name}";
        }

        return null;
    }

    private static AddressMask Mask(string text) =>
        AddressMask.TryParse(text, out var mask) ? mask : throw new FormatException($"'{text}' is not a prefix.");
}
