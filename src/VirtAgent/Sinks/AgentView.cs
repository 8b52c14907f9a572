using VirtAgent.Core.Findings;

namespace VirtAgent.Sinks;

/// <summary>What stands now, for sinks that are asked and not told.</summary>
/// <param name="Audit">The last audit; null before the first.</param>
/// <param name="LastProof">When its verdicts were last known to hold.</param>
/// <param name="LedgerEntries">How many entries the ledger holds.</param>
internal sealed record AgentView(Audit? Audit, DateTimeOffset? LastProof, long LedgerEntries)
{
    /// <summary>
    /// The findings that were raised and not cleared, the longest first: what the signals have told, and no more.
    /// </summary>
    public IReadOnlyList<ActiveFinding> Findings { get; init; } = [];
}
