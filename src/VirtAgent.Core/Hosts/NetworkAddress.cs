using VirtAgent.Core.Packets;

namespace VirtAgent.Core.Hosts;

/// <summary>One <c>&lt;ip&gt;</c> of a network: the host's address on the bridge and the range it opens.</summary>
/// <param name="Host">The host's address.</param>
/// <param name="Prefix">The range guests live in.</param>
public sealed record NetworkAddress(Address Host, AddressMask Prefix);
