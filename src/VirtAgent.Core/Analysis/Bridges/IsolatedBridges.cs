using VirtAgent.Core.Hosts;

namespace VirtAgent.Core.Analysis.Bridges;

/// <summary>Which networks and bridges are isolated ones.</summary>
internal static class IsolatedBridges
{
    /// <summary>Whether the active network <paramref name="name"/> is isolated.</summary>
    public static bool IsIsolatedNetwork(this Host host, string? name) =>
        host.Networks.Any(network => network.Mode == ForwardMode.None && network.Name == name);

    /// <summary>Whether an isolated network owns the bridge <paramref name="name"/>.</summary>
    public static bool IsIsolatedBridge(this Host host, string? name) =>
        name is not null && host.Networks.Any(network => network.Mode == ForwardMode.None && network.Bridge == name);

    /// <summary>
    /// The network that made the bridge <paramref name="name"/>, or null. One in bridge mode only uses a bridge, which may be
    /// another network's own.
    /// </summary>
    public static VirtualNetwork? NetworkOfBridge(this Host host, string? name)
    {
        var users = host.Networks.Where(network => network.Bridge is not null && network.Bridge == name);
        return users.FirstOrDefault(network => network.Mode != ForwardMode.Bridge) ?? users.FirstOrDefault();
    }
}
