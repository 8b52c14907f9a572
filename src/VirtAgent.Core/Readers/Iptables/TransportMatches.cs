using System.Globalization;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Rulesets;

namespace VirtAgent.Core.Readers.Iptables;

/// <summary>Values of the matches on ports and TCP flags.</summary>
internal static class TransportMatches
{
    /// <summary>Any port, but no later fragment.</summary>
    public static readonly Match AnyPort = new Match.Ports(PortSide.Destination, [new PortRange(0, ushort.MaxValue)], false);

    /// <summary><c>--syn</c>: of FIN, SYN, RST and ACK, SYN alone.</summary>
    public static Match OpensConnection(bool negated) => new Match.TcpFlags(1 | 2 | 4 | 16, 2, negated);

    /// <summary><c>--sport</c>, <c>--dport</c>: <c>n</c>, <c>n:m</c>, <c>:m</c> or <c>n:</c>.</summary>
    public static Match? Range(OptionValue value, PortSide side) =>
        Range(value.First, openEnded: true) is { } range ? new Match.Ports(side, [range], value.Negated) : null;

    /// <summary><c>multiport</c>: ports and ranges with commas.</summary>
    public static Match? List(OptionValue value, PortSide side)
    {
        var ranges = new List<PortRange>();
        foreach (var part in value.First.AsSpan().Split(','))
        {
            if (Range(value.First.AsSpan(part), openEnded: false) is not { } range) return null;
            ranges.Add(range);
        }

        return new Match.Ports(side, ranges, value.Negated);
    }

    /// <summary><c>--tcp-flags MASK COMP</c>.</summary>
    public static Match? Flags(OptionValue value) =>
        Bits(value.First) is { } mask && Bits(value.Second) is { } set ? new Match.TcpFlags(mask, set, value.Negated) : null;

    private static PortRange? Range(ReadOnlySpan<char> text, bool openEnded)
    {
        var colon = text.IndexOf(':');
        if (colon < 0) return Port(text, null) is { } port ? new PortRange(port, port) : null;
        var first = Port(text[..colon], openEnded ? ushort.MinValue : null);
        var last = Port(text[(colon + 1)..], openEnded ? ushort.MaxValue : null);
        return first <= last ? new PortRange(first.Value, last.Value) : null;
    }

    private static ushort? Port(ReadOnlySpan<char> text, ushort? whenEmpty)
    {
        if (text.IsEmpty) return whenEmpty;
        return ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : null;
    }

    private static byte? Bits(string? list)
    {
        byte bits = 0;
        foreach (var flag in (list ?? "").Split(','))
        {
            byte? bit = flag switch
            {
                "FIN" => 1,
                "SYN" => 2,
                "RST" => 4,
                "PSH" => 8,
                "ACK" => 16,
                "URG" => 32,
                "ALL" => 63,
                "NONE" => 0,
                _ => null,
            };
            if (bit is null) return null;
            bits |= bit.Value;
        }

        return bits;
    }
}
