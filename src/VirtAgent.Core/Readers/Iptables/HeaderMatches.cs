using VirtAgent.Core.Packets;
using VirtAgent.Core.Rulesets;

namespace VirtAgent.Core.Readers.Iptables;

/// <summary>Values of the matches on addresses, protocol and hardware address.</summary>
internal static class HeaderMatches
{
    /// <summary><c>-p</c>; iptables takes names in either case. Null for <c>all</c>, which only a negation leads here.</summary>
    public static Match? Protocol(OptionValue value) =>
        ProtocolNames.TryParse(value.First.ToLowerInvariant(), out var number) ? new Match.Protocol(number, value.Negated) : null;

    /// <summary><c>-s</c>, <c>-d</c>: null for a host name or the other family.</summary>
    public static AddressMask? Mask(OptionValue value) =>
        AddressMask.TryParse(value.First, out var mask) && mask.Family == value.Family ? mask : null;

    /// <summary><c>iprange</c>: <c>first-last</c>, or one address.</summary>
    public static (Address First, Address Last)? Range(OptionValue value) => Range(value.First, value.Family);

    /// <summary><c>first-last</c> or one address of <paramref name="family"/>.</summary>
    public static (Address First, Address Last)? Range(ReadOnlySpan<char> text, Family family)
    {
        var dash = text.IndexOf('-');
        if (!Address.TryParse(dash < 0 ? text : text[..dash], out var first) || first.Family != family) return null;
        if (dash < 0) return (first, first);
        if (!Address.TryParse(text[(dash + 1)..], out var last) || last.Family != family) return null;
        return first.Bits <= last.Bits ? (first, last) : null;
    }

    /// <summary><c>mac --mac-source</c>.</summary>
    public static Match? SourceMac(OptionValue value) =>
        MacAddress.TryParse(value.First, out var address) ? new Match.SourceMac(address, value.Negated) : null;
}
