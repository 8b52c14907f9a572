using VirtAgent.Ledger;
using VirtAgent.Model;

namespace VirtAgent.Findings;

/// <summary>What one audit changed.</summary>
/// <param name="Cleared">
/// What does not stand any more; first, since a finding that becomes critical is cleared and raised again.
/// </param>
/// <param name="Raised">What stands from now on; its <see cref="StandingFinding.LastSeen"/> is the audit that raised it.</param>
public sealed record FindingChanges(IReadOnlyList<ClearedFinding> Cleared, IReadOnlyList<StandingFinding> Raised)
{
    /// <summary>The ledger's entries for them.</summary>
    public IReadOnlyList<Occurrence> Entries => [.. Cleared.Select(Entry), .. Raised.Select(Entry)];

    private static Occurrence Entry(ClearedFinding cleared) => new(EntryKind.FindingCleared, cleared.At)
    {
        Finding = cleared.Finding.Key,
        Network = cleared.Finding.Network,
        Detail = $"stood for {TimeWords.Of(cleared.Stood)}{(cleared.Finding.IsFlapping ? ", coming and going" : "")}",
    };

    private static Occurrence Entry(StandingFinding raised) => new(EntryKind.FindingRaised, raised.LastSeen)
    {
        Finding = raised.Key,
        Network = raised.Network,
        Detail = raised.Summary,
    };
}
