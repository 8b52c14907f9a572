using System.Text.Json;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Rulesets;
using VirtAgent.Core.Text;

namespace VirtAgent.Core.Readers.Nftables;

/// <summary>Port expressions of nft, in which a range that ends at 0 or 65535 is a comparison.</summary>
internal static class NativePorts
{
    /// <summary>The match that <paramref name="op"/> and <paramref name="right"/> say, or null for anything else.</summary>
    public static Match.Ports? Read(PortSide side, string op, JsonElement right)
    {
        if (right.At("range") is { } range)
        {
            if (op is not ("==" or "!=") || range.Items.Select(Port).ToArray() is not [{ } first, { } last]) return null;
            return new Match.Ports(side, [new PortRange(first, last)], op == "!=");
        }

        if (Port(right) is not { } port) return null;
        return op switch
        {
            "==" or "!=" => new Match.Ports(side, [new PortRange(port, port)], op == "!="),
            "<=" => new Match.Ports(side, [new PortRange(0, port)], false),
            ">=" => new Match.Ports(side, [new PortRange(port, ushort.MaxValue)], false),
            "<" => new Match.Ports(side, [new PortRange(port, ushort.MaxValue)], true),
            ">" => new Match.Ports(side, [new PortRange(0, port)], true),
            _ => null,
        };
    }

    /// <summary>The side and a positive list of ports: equal for equal conditions.</summary>
    public static (PortSide Side, string Ports) Canonical(Match.Ports ports) =>
        (ports.Side, string.Join(',', ports.Negated ? Complement(ports.Ranges) : ports.Ranges));

    private static ushort? Port(JsonElement value) => value.Number is { } number and <= ushort.MaxValue ? (ushort)number : null;

    private static IEnumerable<PortRange> Complement(IEnumerable<PortRange> ranges)
    {
        var next = 0;
        foreach (var range in ranges.OrderBy(range => range.First))
        {
            if (range.First > next) yield return new PortRange((ushort)next, (ushort)(range.First - 1));
            next = Math.Max(next, range.Last + 1);
        }

        if (next <= ushort.MaxValue) yield return new PortRange((ushort)next, ushort.MaxValue);
    }
}
