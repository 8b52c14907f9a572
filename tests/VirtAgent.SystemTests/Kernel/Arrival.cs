namespace VirtAgent.SystemTests.Kernel;

/// <summary>A packet on its way into the namespace.</summary>
/// <param name="Device">Device it arrives on.</param>
/// <param name="Octets">From the IP header on.</param>
/// <param name="Flush">Whether tracked connections are forgotten before, because it might be taken for a part of one.</param>
internal sealed record Arrival(string Device, byte[] Octets, bool Flush);
