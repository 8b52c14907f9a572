using VirtAgent.Core.Packets;

namespace VirtAgent.Core.Hosts;

/// <summary>A libvirt network that is alive: active, or lost while its bridge or guests live on.</summary>
/// <param name="Name">Unique on the host.</param>
/// <param name="Uuid">Lower-case, with dashes.</param>
/// <param name="Mode">What it promises about traffic.</param>
/// <param name="ForwardDevices">
/// Devices of <c>&lt;forward dev&gt;</c> and its <c>&lt;interface&gt;</c> children; empty means any.
/// </param>
/// <param name="Bridge">Bridge device, or null where there is none (macvtap, hostdev).</param>
/// <param name="NatIPv6">Whether <c>&lt;nat ipv6='yes'/&gt;</c> asks for NAT66; else IPv6 of a NAT network is routed.</param>
/// <param name="GuestIPv6">Whether <c>&lt;network ipv6='yes'&gt;</c> allows guest to guest IPv6 without an address.</param>
/// <param name="Addresses">The host's own addresses on the bridge with their prefixes, from <c>&lt;ip&gt;</c>.</param>
/// <param name="Unmodelled">Child elements that no field above holds, as their XML.</param>
public sealed record VirtualNetwork(
    string Name,
    string Uuid,
    ForwardMode Mode,
    IReadOnlyList<string> ForwardDevices,
    string? Bridge,
    bool NatIPv6,
    bool GuestIPv6,
    IReadOnlyList<NetworkAddress> Addresses,
    IReadOnlyList<string> Unmodelled)
{
    /// <summary>Whether libvirt no longer calls it active while its bridge, or a running guest that names it, lives on.</summary>
    public bool IsLost { get; init; }

    /// <summary>
    /// Whether its definition is gone as well: nobody knows its mode, and it is held to the strictest promise, isolation.
    /// </summary>
    public bool IsUndefined { get; init; }

    /// <summary>Whether libvirt promises anything about this network that rules could break.</summary>
    public bool HasPromise => Bridge is not null && Mode is ForwardMode.None or ForwardMode.Nat or ForwardMode.Route;

    /// <summary>The network's own address ranges of <paramref name="family"/>.</summary>
    public IEnumerable<AddressMask> Prefixes(Family family) =>
        Addresses.Where(address => address.Host.Family == family).Select(address => address.Prefix);
}
