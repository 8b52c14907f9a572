namespace VirtAgent.Core.Ports;

/// <summary>How a port is held at the time of a look.</summary>
/// <param name="Tap">Device on the host that the NIC names, or null.</param>
/// <param name="Bridge">Bridge the tap is in; null for a plug without one.</param>
/// <param name="Mac">MAC the guest runs with.</param>
/// <param name="MacIsGuests">Whether the guest chose that MAC itself.</param>
/// <param name="Missing">What is missing for the port to be bound, in words; null where nothing is.</param>
internal sealed record PortBinding(string? Tap, string? Bridge, string? Mac, bool MacIsGuests, string? Missing);
