namespace VirtAgent.Core.Packets;

/// <summary>Port numbers from first to last, both included.</summary>
public readonly record struct PortRange(ushort First, ushort Last)
{
    /// <summary>Whether <paramref name="port"/> lies in it.</summary>
    public bool Contains(ushort port) => port >= First && port <= Last;
}
