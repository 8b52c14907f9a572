using System.Numerics;

namespace VirtAgent.Core.Packets;

/// <summary>
/// An unsigned number of up to 128 bits: an address, or any other field of a packet. <see cref="UInt128"/> would do, but .NET
/// compiles nothing that touches it, or a type it lies in, ahead of time, and then the JIT works on it in every check.
/// </summary>
/// <param name="High">The upper 64 bits.</param>
/// <param name="Low">The lower 64 bits.</param>
public readonly record struct Bits128(ulong High, ulong Low)
{
    /// <summary>All ones.</summary>
    public static Bits128 MaxValue => new(ulong.MaxValue, ulong.MaxValue);

    /// <summary>Number of ones.</summary>
    public int PopCount => BitOperations.PopCount(High) + BitOperations.PopCount(Low);

    /// <summary>Whether the bit of value 2^<paramref name="bit"/> is one; 0-127.</summary>
    public bool this[int bit] => ((bit < 64 ? Low >> bit : High >> (bit - 64)) & 1) == 1;

    /// <summary>A number that is not negative.</summary>
    /// <exception cref="OverflowException">It is.</exception>
    public static implicit operator Bits128(long value) => new(0, checked((ulong)value));

    /// <summary>The lower 64 bits.</summary>
    public static explicit operator ulong(Bits128 value) => value.Low;

    /// <summary>Bit by bit.</summary>
    public static Bits128 operator &(Bits128 a, Bits128 b) => new(a.High & b.High, a.Low & b.Low);

    /// <summary>Bit by bit.</summary>
    public static Bits128 operator |(Bits128 a, Bits128 b) => new(a.High | b.High, a.Low | b.Low);

    /// <summary>Bit by bit.</summary>
    public static Bits128 operator ~(Bits128 value) => new(~value.High, ~value.Low);

    /// <summary>Modulo 2^128.</summary>
    public static Bits128 operator +(Bits128 a, ulong b)
    {
        var low = unchecked(a.Low + b);
        return new Bits128(low < b ? unchecked(a.High + 1) : a.High, low);
    }

    /// <summary>By 0-127 bits; zeros come in.</summary>
    public static Bits128 operator <<(Bits128 value, int count) => count switch
    {
        0 => value,
        < 64 => new Bits128((value.High << count) | (value.Low >> (64 - count)), value.Low << count),
        _ => new Bits128(value.Low << (count - 64), 0),
    };

    /// <summary>By 0-127 bits; zeros come in.</summary>
    public static Bits128 operator >>(Bits128 value, int count) => count switch
    {
        0 => value,
        < 64 => new Bits128(value.High >> count, (value.Low >> count) | (value.High << (64 - count))),
        _ => new Bits128(0, value.High >> (count - 64)),
    };

    /// <summary>As numbers.</summary>
    public static bool operator <(Bits128 a, Bits128 b) => a.High < b.High || (a.High == b.High && a.Low < b.Low);

    /// <summary>As numbers.</summary>
    public static bool operator >(Bits128 a, Bits128 b) => b < a;

    /// <summary>As numbers.</summary>
    public static bool operator <=(Bits128 a, Bits128 b) => !(b < a);

    /// <summary>As numbers.</summary>
    public static bool operator >=(Bits128 a, Bits128 b) => !(a < b);
}
