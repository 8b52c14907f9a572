using VirtAgent.Core.Packets;

namespace VirtAgent.Core.Hosts;

/// <summary>One <c>&lt;interface&gt;</c> of a domain.</summary>
/// <param name="Type">Its type attribute: network, bridge, direct, ethernet, user, hostdev…</param>
/// <param name="Mac">Configured MAC; null in a definition that lets libvirt choose.</param>
/// <param name="CurrentMac">MAC the guest runs with (<c>mac/@currentAddress</c>, libvirt 11.2), or null.</param>
/// <param name="Model">virtio, e1000e…; null when libvirt chooses.</param>
/// <param name="SourceNetwork">Network it asks for, or null.</param>
/// <param name="SourceBridge">Bridge it is in (live) or asks for, or null.</param>
/// <param name="SourceDevice">Host device of a direct interface, PCI address of a hostdev one, or null.</param>
/// <param name="PortId">UUID of its port; live XML only.</param>
/// <param name="Tap">Device on the host (<c>target/@dev</c>); live XML only unless the operator named it.</param>
/// <param name="Alias">net0…; live XML only.</param>
/// <param name="GuestAddress">Where the guest sees it, "pci 0000:01:00.0", or null.</param>
/// <param name="Isolated">Whether <c>&lt;port isolated='yes'/&gt;</c> is asked for.</param>
/// <param name="Filter">nwfilter it refers to, or null.</param>
/// <param name="Unmodelled">Child elements that no field above holds, as their XML.</param>
/// <param name="Xml">The <c>&lt;interface&gt;</c> element as libvirt gave it.</param>
public sealed record Nic(
    string Type,
    MacAddress? Mac,
    MacAddress? CurrentMac,
    string? Model,
    string? SourceNetwork,
    string? SourceBridge,
    string? SourceDevice,
    string? PortId,
    string? Tap,
    string? Alias,
    string? GuestAddress,
    bool Isolated,
    string? Filter,
    IReadOnlyList<string> Unmodelled,
    string Xml);
