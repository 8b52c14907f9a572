using System.Buffers.Binary;
using VirtAgent.Core.Packets;

namespace VirtAgent.Core.Readers.Kernel;

/// <summary>
/// Ports and TCP flags in expressions of their own, which iptables-nft 1.8.8 and newer writes for the modules tcp and udp
/// (add_nft_tcpudp, add_nft_tcp: iptables/nft.c). The tool prints them as one module, and of two conditions on one field the
/// last alone: the second is refused here.
/// </summary>
internal sealed class PortConditions
{
    private const int SourceOffset = 0, DestinationOffset = 2, FlagsOffset = 13;
    private const ushort Highest = ushort.MaxValue;

    private string? _module, _source, _destination, _flags;

    /// <summary>The module they belong to, or null without any.</summary>
    public string? Module => _module;

    /// <summary>Adds a condition of a rule for <paramref name="protocol"/>; false where it is none of these.</summary>
    public bool TryAdd(in Comparison comparison, byte? protocol)
    {
        if (protocol is not (ProtocolNames.Tcp or ProtocolNames.Udp)) return false;
        _module = protocol == ProtocolNames.Tcp ? "tcp" : "udp";
        var field = comparison.Field;
        if (field.At == FlagsOffset) return protocol == ProtocolNames.Tcp && TrySet(ref _flags, Flags(comparison));
        if (!comparison.Mask.IsEmpty) return false;
        var value = comparison.Value;
        return (field.At, value.Length) switch
        {
            // Both ports in one. Negated it holds where either differs, and the tool prints it as if both had to (before 1.8.11):
            // whoever reads the line of two negations must not believe it, as RuleLineReader does not.
            (SourceOffset, sizeof(uint)) => comparison.IsOfOneValue
                && TrySet(ref _source, Port("--sport", comparison.IsNegated, value))
                && TrySet(ref _destination, Port("--dport", comparison.IsNegated, value[sizeof(ushort)..])),
            (SourceOffset, sizeof(ushort)) => TrySet(ref _source, Ports("--sport", comparison)),
            (DestinationOffset, sizeof(ushort)) => TrySet(ref _destination, Ports("--dport", comparison)),
            _ => false,
        };
    }

    /// <summary>The module with its options.</summary>
    public override string ToString() => $" -m {_module}{_source}{_destination}{_flags}";

    private static bool TrySet(ref string? option, string? text)
    {
        if (option is not null || text is null) return false;
        option = text;
        return true;
    }

    private static string Port(string option, bool isNegated, ReadOnlySpan<byte> octets)
    {
        var port = BinaryPrimitives.ReadUInt16BigEndian(octets);
        return PortText.Range(option, port, port, isNegated);
    }

    private static string? Ports(string option, in Comparison comparison)
    {
        var port = BinaryPrimitives.ReadUInt16BigEndian(comparison.Value);
        var last = comparison.Last.IsEmpty ? port : BinaryPrimitives.ReadUInt16BigEndian(comparison.Last);
        return comparison.Comparer switch
        {
            Comparer.Equal or Comparer.NotEqual => PortText.Range(option, port, port, comparison.IsNegated),
            Comparer.InRange or Comparer.NotInRange when port < last && !PortText.IsAny(port, last) =>
                PortText.Range(option, port, last, comparison.IsNegated),
            Comparer.LessOrEqual when port is > 0 and < Highest => PortText.Range(option, 0, port, false),
            Comparer.GreaterOrEqual when port is > 0 and < Highest => PortText.Range(option, port, Highest, false),
            Comparer.Greater when port < Highest - 1 => PortText.Range(option, port + 1, Highest, false),
            _ => null,
        };
    }

    private static string? Flags(in Comparison comparison)
    {
        if (!comparison.IsOfOneValue || comparison.Mask.Length != 1 || comparison.Value.Length != 1) return null;
        return PortText.Flags(comparison.Mask[0], comparison.Value[0], comparison.IsNegated);
    }
}
