using VirtAgent.Core.Packets;

namespace VirtAgent.Core.Hosts;

/// <summary>An address of the host on one of its devices.</summary>
/// <param name="Device">Name of the device.</param>
/// <param name="Local">The address.</param>
/// <param name="Prefix">The range that is reachable on the device because of it.</param>
/// <param name="NoPrefixRoute">Whether the kernel was told not to add a route for that range.</param>
public sealed record LinkAddress(string Device, Address Local, AddressMask Prefix, bool NoPrefixRoute);
