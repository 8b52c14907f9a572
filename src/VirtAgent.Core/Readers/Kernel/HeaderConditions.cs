using System.Text;
using VirtAgent.Core.Packets;

namespace VirtAgent.Core.Readers.Kernel;

/// <summary>What a rule demands of addresses, devices, protocol and fragment: the options that stand before any module.</summary>
internal sealed class HeaderConditions(Family family)
{
    private const uint InName = 6, OutName = 7, LayerFourProtocol = 16;
    private const uint FragmentOffset = 6, ProtocolOffset = 9;

    private readonly bool _isIPv4 = family == Family.IPv4;
    private string? _source, _destination, _in, _out, _protocol, _fragment;

    /// <summary>The one protocol it is for, or null.</summary>
    public byte? Protocol { get; private set; }

    /// <summary>Adds a condition; false where it is none of these, or the second of its kind.</summary>
    public bool TryAdd(in Comparison comparison)
    {
        var field = comparison.Field;
        if (field.IsMeta(InName)) return TrySet(ref _in, Device("-i", comparison));
        if (field.IsMeta(OutName)) return TrySet(ref _out, Device("-o", comparison));
        if (field.IsMeta(LayerFourProtocol)) return TrySet(ref _protocol, ProtocolName(comparison));
        if (field.Place != FieldPlace.NetworkHeader) return false;
        // In IPv6 the header behind the first one need not be the protocol.
        if (_isIPv4 && field.At == ProtocolOffset) return TrySet(ref _protocol, ProtocolName(comparison));
        if (_isIPv4 && field.At == FragmentOffset) return TrySet(ref _fragment, LaterFragment(comparison));
        if (field.At == (_isIPv4 ? 12u : 8u)) return TrySet(ref _source, PrintedAddress.Option("-s", comparison, family));
        return field.At == (_isIPv4 ? 16u : 24u) && TrySet(ref _destination, PrintedAddress.Option("-d", comparison, family));
    }

    /// <summary>Adds the options in the order iptables-save has.</summary>
    public void Print(StringBuilder line) =>
        line.Append(_source).Append(_destination).Append(_in).Append(_out).Append(_protocol).Append(_fragment);

    private static bool TrySet(ref string? option, string? text)
    {
        if (option is not null || text is null) return false;
        option = text;
        return true;
    }

    private string? ProtocolName(in Comparison comparison)
    {
        if (!comparison.IsOfOneValue || !comparison.Mask.IsEmpty || comparison.Value.Length != 1) return null;
        var number = comparison.Value[0];
        if (ProtocolNames.Listed(number) is not { } name) return null;
        if (!comparison.IsNegated) Protocol = number;
        return Option("-p", name, comparison.IsNegated);
    }

    // The NUL behind a name is compared too, but for a pattern that ends in '+' (add_iniface, iptables/nft-shared.c).
    private static string? Device(string option, in Comparison comparison)
    {
        var value = comparison.Value;
        if (!comparison.IsOfOneValue || !comparison.Mask.IsEmpty) return null;
        var isWhole = value[^1] == 0;
        if (PrintedWord.Name(isWhole ? value[..^1] : value) is not { } name) return null;
        // '! -i +' is written as INVAL/D, a device that cannot be.
        if (name.Contains('/', StringComparison.Ordinal)) return null;
        const int LongestPattern = 14;
        if (isWhole ? name.EndsWith('+') : name.Length > LongestPattern) return null;
        return Option(option, isWhole ? name : name + "+", comparison.IsNegated);
    }

    private static string? LaterFragment(in Comparison comparison)
    {
        ReadOnlySpan<byte> offsetBits = [0x1f, 0xff], none = [0, 0];
        if (!comparison.IsOfOneValue || !comparison.Mask.SequenceEqual(offsetBits)) return null;
        if (!comparison.Value.SequenceEqual(none)) return null;
        return comparison.IsNegated ? " -f" : " ! -f";
    }

    private static string Option(string option, string value, bool isNegated) => $"{(isNegated ? " !" : "")} {option} {value}";
}
