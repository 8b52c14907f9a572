using System.Net;
using System.Net.Sockets;

namespace VirtAgent.Core.Packets;

/// <summary>An IPv4 or IPv6 address as a number, so that prefixes, ranges and packet sets can compute with it.</summary>
/// <param name="Family">Which protocol the bits belong to.</param>
/// <param name="Bits">The address in host order; the low 32 bits for IPv4.</param>
public readonly record struct Address(Family Family, Bits128 Bits)
{
    /// <summary>Number of bits in an address of this family: 32 or 128.</summary>
    public int Width => WidthOf(Family);

    /// <summary>Number of bits in an address of <paramref name="family"/>: 32 or 128.</summary>
    public static int WidthOf(Family family) => family == Family.IPv4 ? 32 : 128;

    /// <summary>Reads dotted or colon notation; false when <paramref name="text"/> is neither, or carries a zone.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Address address)
    {
        address = default;
        if (text.Contains('%') || !IPAddress.TryParse(text, out var parsed)) return false;
        // IPAddress takes "1" and "0x7f.1"; tools never print those, so they are a sign of a misread field.
        if (parsed.AddressFamily == AddressFamily.InterNetwork && text.Count('.') != 3) return false;

        Bits128 bits = 0;
        foreach (var octet in parsed.GetAddressBytes()) bits = (bits << 8) | octet;
        address = new Address(parsed.AddressFamily == AddressFamily.InterNetwork ? Family.IPv4 : Family.IPv6, bits);
        return true;
    }

    /// <summary>Reads dotted or colon notation.</summary>
    /// <exception cref="FormatException"><paramref name="text"/> is no address.</exception>
    public static Address Parse(string text) =>
        TryParse(text, out var address) ? address : throw new FormatException($"'{text}' is not an IP address.");

    /// <summary>The usual notation (RFC 5952 for IPv6).</summary>
    public override string ToString()
    {
        Span<byte> octets = stackalloc byte[Width / 8];
        var rest = Bits;
        for (var i = octets.Length - 1; i >= 0; i--, rest >>= 8) octets[i] = (byte)(rest & 0xff);
        return new IPAddress(octets).ToString();
    }
}
