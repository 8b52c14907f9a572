namespace VirtAgent.Core.Ports;

/// <summary>What tells ports apart: two networks may each have a hand-made port of the same UUID.</summary>
/// <param name="Network">Network.</param>
/// <param name="Uuid">Port UUID in lower case.</param>
internal readonly record struct PortKey(string Network, string Uuid)
{
    /// <summary>The key, however the UUID is written.</summary>
    public static PortKey Of(string network, string uuid) => new(network, uuid.ToLowerInvariant());
}
