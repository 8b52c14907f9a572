namespace VirtAgent.Core.Ledger;

/// <summary>What is remembered of a port, also when it is gone: who held it, and where.</summary>
/// <param name="Uuid">Port UUID.</param>
/// <param name="Network">Network that lists it.</param>
/// <param name="Guest">Name of its owner; null where only the UUID was ever seen.</param>
/// <param name="GuestUuid">UUID of its owner, or null likewise.</param>
/// <param name="Mac">MAC, lower-case with colons, or null.</param>
/// <param name="Tap">Device on the host; null before it is bound, the last one after.</param>
/// <param name="Bridge">Bridge the tap is in; before the port is bound the plug's, after that the last one.</param>
public sealed record PortFacts(
    string Uuid, string Network, string? Guest, string? GuestUuid, string? Mac, string? Tap, string? Bridge);
