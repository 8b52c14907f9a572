using VirtAgent.Core.Packets;

namespace VirtAgent.Core.Analysis.Sets;

/// <summary>A part of a packet as consecutive bits of the space, highest bit first.</summary>
/// <param name="First">Level of its highest bit.</param>
/// <param name="Width">Number of bits, 0-128.</param>
internal readonly record struct Field(int First, int Width)
{
    /// <summary>The value it has in a sample.</summary>
    public Bits128 In(bool[] sample)
    {
        Bits128 value = 0;
        for (var i = 0; i < Width; i++) value = (value << 1) | (sample[First + i] ? 1 : 0);
        return value;
    }
}
