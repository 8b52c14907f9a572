namespace VirtAgent.SystemTests.Kernel;

/// <summary>A packet that left the namespace.</summary>
/// <param name="Device">Device it left on.</param>
/// <param name="Octets">From the IP header on.</param>
internal sealed record Departure(string Device, byte[] Octets);
