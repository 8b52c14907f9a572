namespace VirtAgent.Interop.Netlink;

/// <summary>Says which of a host's flows are wanted.</summary>
public interface IFlowFilter
{
    /// <summary>
    /// Whether a flow is wanted, by its raw addresses, 4 or 16 octets each: called for every flow of a busy host.
    /// </summary>
    /// <param name="source">Sender of its first packet.</param>
    /// <param name="destination">Receiver of it.</param>
    /// <param name="answerer">Sender of the answer: the receiver after translation.</param>
    bool Wants(ReadOnlySpan<byte> source, ReadOnlySpan<byte> destination, ReadOnlySpan<byte> answerer);
}
