using VirtAgent.Core.Packets;

namespace VirtAgent.Core.Findings;

/// <summary>One concrete packet that breaks a promise.</summary>
/// <param name="Packet">The packet as it enters the host.</param>
/// <param name="Out">The device it leaves on.</param>
public sealed record Witness(Packet Packet, string Out);
