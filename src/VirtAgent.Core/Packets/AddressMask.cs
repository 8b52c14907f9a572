using System.Diagnostics.CodeAnalysis;

namespace VirtAgent.Core.Packets;

/// <summary>
/// Addresses that agree with <paramref name="Value"/> in the bits of <paramref name="Mask"/>. A prefix is the usual
/// case; iptables also takes masks with holes (<c>10.0.0.0/255.0.255.0</c>).
/// </summary>
/// <param name="Family">Which protocol the bits belong to.</param>
/// <param name="Value">The bits to agree with; bits outside the mask are zero.</param>
/// <param name="Mask">The bits that count.</param>
public sealed record AddressMask(Family Family, Bits128 Value, Bits128 Mask)
{
    /// <summary>fe80::/10, which the kernel gives every device (RFC 4291, 2.5.6).</summary>
    public static AddressMask LinkLocal { get; } = Prefix(Address.Parse("fe80::"), 10);

    /// <summary>Every address of <paramref name="family"/>.</summary>
    public static AddressMask Any(Family family) => new(family, 0, 0);

    /// <summary>The <paramref name="length"/> leading bits of <paramref name="address"/>; length 0-32 or 0-128.</summary>
    public static AddressMask Prefix(Address address, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, address.Width);
        var mask = LeadingOnes(address.Width, length);
        return new AddressMask(address.Family, address.Bits & mask, mask);
    }

    /// <summary>Whether <paramref name="address"/> is one of these; false for the other family.</summary>
    public bool Contains(Address address) => address.Family == Family && (address.Bits & Mask) == Value;

    /// <summary>The number of leading one bits when the mask is a prefix, else null.</summary>
    public int? PrefixLength
    {
        get
        {
            var length = Mask.PopCount;
            return Mask == LeadingOnes(Address.WidthOf(Family), length) ? length : null;
        }
    }

    /// <summary>The lowest address.</summary>
    public Address First => new(Family, Value);

    /// <summary><c>10.0.0.0/8</c>, or <c>10.0.0.0/255.0.255.0</c> for a mask with holes.</summary>
    public override string ToString() => PrefixLength is { } length
        ? $"{First}/{length}"
        : $"{First}/{new Address(Family, Mask)}";

    /// <summary>
    /// Reads <c>a</c>, <c>a/length</c> or <c>a/mask</c>; host bits below the mask are dropped, as the kernel does.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out AddressMask? mask)
    {
        mask = null;
        var slash = text.IndexOf('/');
        if (!Address.TryParse(slash < 0 ? text : text[..slash], out var address)) return false;
        if (slash < 0)
        {
            mask = Prefix(address, address.Width);
            return true;
        }

        var suffix = text[(slash + 1)..];
        if (int.TryParse(suffix, out var length))
        {
            if (length < 0 || length > address.Width) return false;
            mask = Prefix(address, length);
            return true;
        }

        if (!Address.TryParse(suffix, out var bits) || bits.Family != address.Family) return false;
        mask = new AddressMask(address.Family, address.Bits & bits.Bits, bits.Bits);
        return true;
    }

    private static Bits128 LeadingOnes(int width, int length) =>
        length == 0 ? 0 : (Bits128.MaxValue >> (128 - length)) << (width - length);
}
