using System.Globalization;
using System.Net;
using System.Numerics;
using VirtAgent.Core.Packets;

namespace VirtAgent.Core.Readers.Kernel;

/// <summary>Addresses as inet_ntop of the C library prints them, and masks as iptables-save does (iptables/xshared.c).</summary>
internal static class PrintedAddress
{
    /// <summary>Octets of an address of <paramref name="family"/>.</summary>
    public static int Octets(Family family) => Address.WidthOf(family) / 8;

    /// <summary>The option with address and mask; null where it demands nothing or can never hold.</summary>
    public static string? Option(string option, in Comparison comparison, Family family)
    {
        var length = comparison.Value.Length;
        var octets = Octets(family);
        if (!comparison.IsOfOneValue || length > octets || (!comparison.Mask.IsEmpty && length != octets)) return null;
        Span<byte> address = stackalloc byte[octets];
        Span<byte> mask = stackalloc byte[octets];
        // A prefix of whole octets is loaded alone.
        comparison.Value.CopyTo(address);
        mask[..length].Fill(byte.MaxValue);
        if (!comparison.Mask.IsEmpty) comparison.Mask.CopyTo(mask);
        for (var i = 0; i < octets; i++)
        {
            if ((address[i] & ~mask[i]) != 0) return null;
        }

        var bits = Prefix(mask)?.ToString(CultureInfo.InvariantCulture) ?? Text(mask);
        if (bits is null or "0" || Text(address) is not { } text) return null;
        return $"{(comparison.IsNegated ? " !" : "")} {option} {text}/{bits}";
    }

    /// <summary>The address in 4 or 16 octets; null for one of the few that the C library and .NET print differently.</summary>
    public static string? Text(ReadOnlySpan<byte> octets)
    {
        ReadOnlySpan<byte> zeros = stackalloc byte[16], mapped = [0xff, 0xff], none = [0, 0];
        var text = new IPAddress(octets).ToString();
        if (octets.Length == 4) return text;
        var isMapped = octets[10..12].SequenceEqual(mapped);
        var holdsIPv4 = octets[..10].SequenceEqual(zeros[..10]) && (isMapped || octets[10..12].SequenceEqual(none));
        // .NET alone has dots in ISATAP and SIIT addresses, the C library alone in ::ffff:0.0.0.1.
        var differs = holdsIPv4 ? isMapped && octets[12..14].SequenceEqual(none) : text.Contains('.', StringComparison.Ordinal);
        return differs ? null : text;
    }

    private static int? Prefix(ReadOnlySpan<byte> mask)
    {
        var bits = 0;
        while (bits < mask.Length * 8 && (mask[bits / 8] & (0x80 >> (bits % 8))) != 0) bits++;
        var ones = 0;
        foreach (var octet in mask) ones += BitOperations.PopCount(octet);
        return ones == bits ? bits : null;
    }
}
