using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace VirtAgent.Core.Readers.Kernel;

/// <summary>
/// The structure of an x_tables match or target (linux/netfilter/xt_*.h), in host order but for what stands in packets too.
/// Whatever part of it nobody reads must be zero.
/// </summary>
internal readonly ref struct XtInfo(ReadOnlySpan<byte> octets)
{
    private const int Alignment = 8;

    private readonly ReadOnlySpan<byte> _octets = octets;

    /// <summary>The octet at <paramref name="offset"/>.</summary>
    public byte this[int offset] => _octets[offset];

    /// <summary>Octets of it.</summary>
    public ReadOnlySpan<byte> this[Range range] => _octets[range];

    /// <summary>Whether it is a structure of <paramref name="size"/> octets, with zeros behind it up to the alignment.</summary>
    public bool IsOf(int size) =>
        _octets.Length == ((size + Alignment - 1) & -Alignment) && !_octets[size..].ContainsAnyExcept((byte)0);

    /// <summary>Whether it is zero all over that range.</summary>
    public bool IsZero(Range range) => !_octets[range].ContainsAnyExcept((byte)0);

    /// <summary>A number of 16 bits in host order.</summary>
    public ushort Short(int offset) => MemoryMarshal.Read<ushort>(_octets[offset..]);

    /// <summary>A number of 32 bits in host order.</summary>
    public uint Number(int offset) => MemoryMarshal.Read<uint>(_octets[offset..]);

    /// <summary>A port as it stands in packets.</summary>
    public ushort Port(int offset) => BinaryPrimitives.ReadUInt16BigEndian(_octets[offset..]);

    /// <summary>The text in that range up to its first NUL; false without one, or with anything behind it.</summary>
    public bool TryText(Range range, out ReadOnlySpan<byte> text)
    {
        text = _octets[range];
        var end = text.IndexOf((byte)0);
        if (end < 0 || text[end..].ContainsAnyExcept((byte)0)) return false;
        text = text[..end];
        return true;
    }
}
