using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace VirtAgent.Core.Readers.Kernel;

/// <summary>
/// Takes netlink attributes one after the other (linux/netlink.h), which must be the very ones that are asked for, in the order
/// the kernel writes them: an attribute nobody asks for could change what the others say. Padding must be zero, as it is there.
/// </summary>
internal ref struct AttributeCursor(ReadOnlySpan<byte> attributes)
{
    private const int HeaderLength = 4;

    private ReadOnlySpan<byte> _rest = attributes;

    /// <summary>Whether nothing is left.</summary>
    public readonly bool AtEnd => _rest.IsEmpty;

    /// <summary>Whether the next one is of <paramref name="type"/>.</summary>
    public readonly bool IsNext(ushort type) =>
        _rest.Length >= HeaderLength && MemoryMarshal.Read<ushort>(_rest[sizeof(ushort)..]) == type;

    /// <summary>Takes what the next one holds; false where it is not of <paramref name="type"/> or is cut off.</summary>
    public bool TryTake(ushort type, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (!IsNext(type)) return false;
        var length = MemoryMarshal.Read<ushort>(_rest);
        var padded = (length + 3) & ~3;
        if (length < HeaderLength || padded > _rest.Length || _rest[length..padded].ContainsAnyExcept((byte)0)) return false;
        value = _rest[HeaderLength..length];
        _rest = _rest[padded..];
        return true;
    }

    /// <summary>Takes a number of 32 bits, big endian.</summary>
    public bool TryTakeNumber(ushort type, out uint number)
    {
        number = 0;
        if (!TryTake(type, out var value) || value.Length != sizeof(uint)) return false;
        number = BinaryPrimitives.ReadUInt32BigEndian(value);
        return true;
    }

    /// <summary>Takes a number of 64 bits, big endian.</summary>
    public bool TryTakeLong(ushort type, out ulong number)
    {
        number = 0;
        if (!TryTake(type, out var value) || value.Length != sizeof(ulong)) return false;
        number = BinaryPrimitives.ReadUInt64BigEndian(value);
        return true;
    }

    /// <summary>Takes the attributes inside the next one.</summary>
    public bool TryTakeNest(ushort type, out AttributeCursor nest)
    {
        var taken = TryTake(type, out var value);
        nest = new AttributeCursor(value);
        return taken;
    }

    /// <summary>Takes a text that a NUL ends, without the NUL.</summary>
    public bool TryTakeText(ushort type, out ReadOnlySpan<byte> text)
    {
        text = default;
        if (!TryTake(type, out var value) || value.IsEmpty || value.IndexOf((byte)0) != value.Length - 1) return false;
        text = value[..^1];
        return true;
    }

    /// <summary>Takes the value that is all the next one holds (NFTA_DATA_VALUE).</summary>
    public bool TryTakeValue(ushort type, out ReadOnlySpan<byte> value)
    {
        const ushort DataValue = 1;
        value = default;
        return TryTakeNest(type, out var data) && data.TryTake(DataValue, out value) && data.AtEnd;
    }
}
