using VirtAgent.Core.Hosts;

namespace VirtAgent.Core.Ledger;

/// <summary>
/// Something that happened and is to be kept for ever: a ledger entry before it has its place in the chain. An occurrence about a
/// port carries all that is known of the port then: who held it at some time is read from its last entry up to that time.
/// </summary>
/// <param name="Kind">What happened.</param>
/// <param name="At">When it happened, which is not always when it is written.</param>
public sealed record LedgerEvent(EntryKind Kind, Moment At)
{
    /// <summary>UUID of the port it is about.</summary>
    public string? Port { get; init; }

    /// <summary>Network of the port, or that a finding is about.</summary>
    public string? Network { get; init; }

    /// <summary>Name of the guest the port was made for.</summary>
    public string? Guest { get; init; }

    /// <summary>UUID of that guest.</summary>
    public string? GuestUuid { get; init; }

    /// <summary>MAC of the port.</summary>
    public string? Mac { get; init; }

    /// <summary>Device on the host; null before the port is bound.</summary>
    public string? Tap { get; init; }

    /// <summary>Bridge the tap is in; before the port is bound, the one it is to be plugged in.</summary>
    public string? Bridge { get; init; }

    /// <summary>Key of the finding: <c>forward-leak network1 …</c>.</summary>
    public string? Finding { get; init; }

    /// <summary>
    /// What the fields above cannot say, in words: what changed, between which times a port vanished, the source of a gap
    /// and its reason (<c>libvirt: …</c>).
    /// </summary>
    public string? Detail { get; init; }

    /// <summary>The source that a gap is about: its detail up to the colon.</summary>
    public string? GapSource => Detail?.Split(": ", 2)[0];

    /// <summary>Why the gap is there, or since when it was: its detail behind the colon.</summary>
    public string GapReason => (Detail ?? "").Split(": ", 2)[^1];

    /// <summary>A gap that opens or closes: both parts are kept in the detail, a colon between them.</summary>
    public static LedgerEvent OfGap(EntryKind kind, Moment at, string source, string reason) =>
        new(kind, at) { Detail = $"{source}: {reason}" };
}
