using System.Net;

namespace VirtAgent.Interop.Netlink;

/// <summary>One direction of a flow.</summary>
/// <param name="Source">Sender.</param>
/// <param name="Destination">Receiver.</param>
/// <param name="SourcePort">Its port, or the identifier of an ICMP echo; 0 where the protocol has none.</param>
/// <param name="DestinationPort">Its port; 0 where the protocol has none.</param>
/// <param name="IcmpType">Type of ICMP, else 0.</param>
/// <param name="IcmpCode">Code of ICMP, else 0.</param>
public sealed record ConntrackTuple(
    IPAddress Source, IPAddress Destination, ushort SourcePort, ushort DestinationPort, byte IcmpType, byte IcmpCode);
