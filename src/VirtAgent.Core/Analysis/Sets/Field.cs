namespace VirtAgent.Analysis.Sets;

/// <summary>A part of a packet as consecutive bits of the space, highest bit first.</summary>
/// <param name="First">Level of its highest bit.</param>
/// <param name="Width">Number of bits, 0-128.</param>
internal readonly record struct Field(int First, int Width)
{
    /// <summary>The value it has in a sample.</summary>
    public UInt128 In(bool[] sample)
    {
        UInt128 value = 0;
        for (var i = 0; i < Width; i++) value = (value << 1) | (sample[First + i] ? UInt128.One : UInt128.Zero);
        return value;
    }
}
