using System.Globalization;

namespace VirtAgent.Core.Packets;

/// <summary>A 48-bit Ethernet address. Compares by value, so <c>52:54:00:AA:…</c> equals <c>52:54:00:aa:…</c>.</summary>
/// <param name="Bits">The address, first octet highest; 0 to 2^48-1.</param>
public readonly record struct MacAddress(ulong Bits)
{
    /// <summary>Reads six hexadecimal octets separated by colons; false for anything else.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out MacAddress address)
    {
        address = default;
        if (text.Length != 17) return false;
        ulong bits = 0;
        for (var i = 0; i < 17; i += 3)
        {
            if (i > 0 && text[i - 1] != ':') return false;
            if (!byte.TryParse(text.Slice(i, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var octet))
                return false;
            bits = (bits << 8) | octet;
        }

        address = new MacAddress(bits);
        return true;
    }

    /// <summary>Six lower-case octets, as libvirt prints them.</summary>
    public override string ToString()
    {
        var octets = new string[6];
        for (var i = 0; i < 6; i++) octets[i] = ((Bits >> (40 - 8 * i)) & 0xff).ToString("x2", CultureInfo.InvariantCulture);
        return string.Join(':', octets);
    }
}
