using VirtAgent.Core.Findings;
using VirtAgent.Core.Ledger;
using VirtAgent.Ledger;

namespace VirtAgent.Control;

/// <summary>What the running daemon knows, for whoever asks it.</summary>
internal sealed record DaemonView
{
    /// <summary>Its version, "0.1.0".</summary>
    public required string Version { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>How long ago that was, by a clock that nobody sets.</summary>
    public required TimeSpan Uptime { get; init; }

    /// <summary>The last audit; null before the first.</summary>
    public Audit? Audit { get; init; }

    /// <summary>When its look began.</summary>
    public DateTimeOffset? LastProof { get; init; }

    /// <summary>Whether it may be told as what holds.</summary>
    public required Freshness Freshness { get; init; }
    public required ConfigState Config { get; init; }

    /// <summary>The findings that stand, the worst first, then the longest; waived ones last.</summary>
    public required IReadOnlyList<ActiveFinding> Findings { get; init; }

    /// <summary>What opened the gaps that are open, oldest first.</summary>
    public required IReadOnlyList<LedgerEvent> Gaps { get; init; }

    /// <summary>Whether the ledger is being written.</summary>
    public required LedgerState Ledger { get; init; }
}
