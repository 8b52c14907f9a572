using VirtAgent.Core.Packets;

namespace VirtAgent.Core.Hosts;

/// <summary>A virNetworkPort: what libvirt's network driver knows of one plugged NIC. It does not know the tap.</summary>
/// <param name="Uuid">Lower-case, with dashes; new at every guest start.</param>
/// <param name="Network">The network that lists it.</param>
/// <param name="OwnerName">Name of the guest it was made for.</param>
/// <param name="OwnerUuid">UUID of that guest.</param>
/// <param name="Mac">Configured MAC, null when the XML has none.</param>
/// <param name="Group">Portgroup, or null.</param>
/// <param name="Plug">How it is plugged.</param>
/// <param name="PlugBridge">Bridge of a <see cref="PlugKind.Network"/> or <see cref="PlugKind.Bridge"/> plug.</param>
/// <param name="PlugDevice">Host device of a <see cref="PlugKind.Direct"/> plug, or PCI address of a hostdev one.</param>
/// <param name="Isolated">Whether <c>&lt;port isolated='yes'/&gt;</c> cuts it off from other isolated ports.</param>
/// <param name="Unmodelled">Child elements that no field above holds, as their XML.</param>
/// <param name="Xml">The port XML as libvirt gave it.</param>
public sealed record NetworkPort(
    string Uuid,
    string Network,
    string OwnerName,
    string OwnerUuid,
    MacAddress? Mac,
    string? Group,
    PlugKind Plug,
    string? PlugBridge,
    string? PlugDevice,
    bool Isolated,
    IReadOnlyList<string> Unmodelled,
    string Xml);
