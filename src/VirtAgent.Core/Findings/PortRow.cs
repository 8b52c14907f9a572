using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;

namespace VirtAgent.Core.Findings;

/// <summary>One port with everything that is known of it: port XML, live domain XML and kernel joined by port UUID.</summary>
/// <param name="Uuid">Port UUID.</param>
/// <param name="Network">Network.</param>
/// <param name="Guest">Guest that holds it, or its owner's name where no live NIC does.</param>
/// <param name="GuestUuid">UUID of that guest.</param>
/// <param name="Mac">MAC, from the port, else the NIC.</param>
/// <param name="Model">virtio, e1000e…; null where no live NIC is known.</param>
/// <param name="Tap">Device on the host; null where no live NIC is known.</param>
/// <param name="Bridge">Bridge the kernel has the tap in; the plug's bridge where there is no tap.</param>
/// <param name="State">How the three agree; null where nothing is known to be wrong but not all of them could be read.</param>
/// <param name="Port">The port as listed; null for a ghost.</param>
/// <param name="Nic">The live NIC; null for an orphan.</param>
public sealed record PortRow(
    string Uuid,
    string Network,
    string Guest,
    string GuestUuid,
    MacAddress? Mac,
    string? Model,
    string? Tap,
    string? Bridge,
    PortState? State,
    NetworkPort? Port,
    Nic? Nic);
