using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using VirtAgent.Interop.Posix;

namespace VirtAgent.Interop.Netlink;

/// <summary>
/// The attributes that stand one behind the other in a message (linux/netlink.h, struct nlattr). One that does not fit ends them.
/// </summary>
internal unsafe ref struct NetlinkAttributes(ReadOnlySpan<byte> rest)
{
    /// <summary>Flags in an attribute's type (linux/netlink.h, NLA_TYPE_MASK).</summary>
    private const int TypeMask = 0x3fff;

    private ReadOnlySpan<byte> _rest = rest;

    /// <summary>The type of the one that was read last, without flags.</summary>
    public int Type { get; private set; }

    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>Its value as text without the NUL that ends it.</summary>
    public readonly string Text => Encoding.UTF8.GetString(Value.TrimEnd((byte)0));

    /// <summary>Its value as a number in network order; 0 where it is none.</summary>
    public readonly uint Number => BinaryPrimitives.TryReadUInt32BigEndian(Value, out var number) ? number : 0;

    /// <summary>Its value as a number in the machine's order, which all but netfilter use; 0 where it is none.</summary>
    public readonly uint HostNumber => MemoryMarshal.TryRead<uint>(Value, out var number) ? number : 0;

    /// <summary>Its value as a long number in network order; 0 where it is none.</summary>
    public readonly ulong LongNumber => BinaryPrimitives.TryReadUInt64BigEndian(Value, out var number) ? number : 0;

    /// <summary>How far a structure of <paramref name="length"/> bytes reaches in a message.</summary>
    public static int Aligned(int length) => (length + 3) & ~3;

    /// <summary>Reads the next one; false where there is none.</summary>
    public bool Next()
    {
        if (!MemoryMarshal.TryRead<nlattr>(_rest, out var header)) return false;
        if (header.nla_len < sizeof(nlattr) || header.nla_len > _rest.Length) return false;
        Type = header.nla_type & TypeMask;
        Value = _rest[sizeof(nlattr)..header.nla_len];
        _rest = _rest[Math.Min(Aligned(header.nla_len), _rest.Length)..];
        return true;
    }
}
