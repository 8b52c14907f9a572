using System.Globalization;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Routing;
using VirtAgent.Core.Rulesets;

namespace VirtAgent.Core.Readers.Iptables;

/// <summary>Values of the matches on what the kernel knows of a packet: connection state, mark, type of its addresses.</summary>
internal static class StateMatches
{
    /// <summary><c>--ctstate</c> and <c>--state</c>; the latter knows no SNAT and DNAT.</summary>
    public static Match? Connection(OptionValue value, bool withTranslations)
    {
        var states = ConnectionStates.None;
        foreach (var name in value.First.Split(','))
        {
            ConnectionStates? state = name switch
            {
                "NEW" => ConnectionStates.New,
                "ESTABLISHED" => ConnectionStates.Established,
                "RELATED" => ConnectionStates.Related,
                "INVALID" => ConnectionStates.Invalid,
                "UNTRACKED" => ConnectionStates.Untracked,
                "DNAT" when withTranslations => ConnectionStates.DestinationNat,
                "SNAT" when withTranslations => ConnectionStates.SourceNat,
                _ => null,
            };
            if (state is null) return null;
            states |= state.Value;
        }

        return new Match.Connection(states, value.Negated);
    }

    /// <summary><c>mark --mark value[/mask]</c>.</summary>
    public static Match? Mark(OptionValue value) =>
        Masked(value.First) is { } mark ? new Match.Mark(mark.Value, mark.Mask, value.Negated) : null;

    /// <summary><c>addrtype --src-type</c> and <c>--dst-type</c>, for the types a routing table can hold.</summary>
    public static Match? AddressType(OptionValue value, bool ofSource)
    {
        var types = new List<RouteType>();
        foreach (var name in value.First.Split(','))
        {
            RouteType? type = name switch
            {
                "UNICAST" => RouteType.Unicast,
                "LOCAL" => RouteType.Local,
                "BROADCAST" => RouteType.Broadcast,
                "ANYCAST" => RouteType.Anycast,
                "MULTICAST" => RouteType.Multicast,
                "BLACKHOLE" => RouteType.Blackhole,
                "UNREACHABLE" => RouteType.Unreachable,
                "PROHIBIT" => RouteType.Prohibit,
                _ => null,
            };
            if (type is null) return null;
            types.Add(type.Value);
        }

        return new Match.AddressType(ofSource, types, value.Negated);
    }

    /// <summary><c>value</c> or <c>value/mask</c>; the mask is all ones where there is none.</summary>
    public static (uint Value, uint Mask)? Masked(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (Number(slash < 0 ? text : text.AsSpan(0, slash)) is not { } value) return null;
        if (slash < 0) return (value, uint.MaxValue);
        return Number(text.AsSpan(slash + 1)) is { } mask ? (value, mask) : null;
    }

    /// <summary>A hexadecimal or decimal number; octal is none that iptables prints.</summary>
    private static uint? Number(ReadOnlySpan<char> text)
    {
        var isHex = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        if (!isHex && text.Length > 1 && text[0] == '0') return null;
        var style = isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None;
        return uint.TryParse(isHex ? text[2..] : text, style, CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}
