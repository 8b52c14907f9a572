using VirtAgent.Core.Hosts;

namespace VirtAgent.Core.Ports;

/// <summary>
/// One look at all ports. It takes a while, and what is reported meanwhile may be in it or not: that is why it has a beginning
/// and an end.
/// </summary>
/// <param name="Begun">Before the first question.</param>
/// <param name="Ended">After the last answer.</param>
/// <param name="Ports">All ports of all active networks.</param>
/// <param name="Guests">All running guests; null where they could not be read.</param>
/// <param name="Links">All devices; null where they could not be read.</param>
/// <param name="BlindSince">
/// When nothing at all was watched before this look, the last moment at which anything was: what differs happened between then
/// and <paramref name="Begun"/>, nobody knows when.
/// </param>
public sealed record PortSnapshot(
    Moment Begun,
    Moment Ended,
    IReadOnlyList<NetworkPort> Ports,
    IReadOnlyList<Guest>? Guests,
    IReadOnlyList<Link>? Links,
    Moment? BlindSince = null);
