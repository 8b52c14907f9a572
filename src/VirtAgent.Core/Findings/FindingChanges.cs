using VirtAgent.Core.Hosts;
using VirtAgent.Core.Ledger;

namespace VirtAgent.Core.Findings;

/// <summary>What one audit changed.</summary>
/// <param name="Cleared">
/// What does not stand any more; first, since a finding that becomes critical is cleared and raised again.
/// </param>
/// <param name="Raised">What stands from now on; its <see cref="ActiveFinding.LastSeen"/> is the audit that raised it.</param>
public sealed record FindingChanges(IReadOnlyList<ClearedFinding> Cleared, IReadOnlyList<ActiveFinding> Raised)
{
    /// <summary>The ledger's entries for them.</summary>
    public IReadOnlyList<LedgerEvent> Entries => [.. Cleared.Select(Entry), .. Raised.Select(Entry)];

    /// <summary>Who changed the rules when that happened, one of <see cref="Entries"/>; null where that is not known.</summary>
    public RulesetAuthors? AuthorsOf(LedgerEvent entry) => entry.Kind == EntryKind.FindingRaised
        ? Raised.FirstOrDefault(raised => raised.Key == entry.Finding)?.ChangedBy
        : Cleared.FirstOrDefault(cleared => cleared.Finding.Key == entry.Finding)?.ChangedBy;

    private LedgerEvent Entry(ClearedFinding cleared) => new(EntryKind.FindingCleared, cleared.At)
    {
        Finding = cleared.Finding.Key,
        Network = cleared.Finding.Network,
        Detail = $"stood for {TimeWords.Of(cleared.Stood)}{(cleared.Finding.IsFlapping ? ", coming and going" : "")}"
            + Author(cleared.ChangedBy) + Turn(cleared),
    };

    private static LedgerEvent Entry(ActiveFinding raised) => new(EntryKind.FindingRaised, raised.LastSeen)
    {
        Finding = raised.Key,
        Network = raised.Network,
        Detail = (raised.Finding?.Waiver is { } waiver ? $"{waiver}; " : "")
            + (raised.ChangedBy is null ? raised.Summary : raised.Summary.TrimEnd('.') + Author(raised.ChangedBy)),
    };

    private static string Author(RulesetAuthors? by) => by is null ? "" : $"; nf_tables changed by {by}";

    // Not over, but told again.
    private string Turn(ClearedFinding cleared) =>
        Raised.FirstOrDefault(raised => raised.Key == cleared.Finding.Key) is not { } raised
            || raised.IsWaived == cleared.Finding.IsWaived
            ? ""
            : raised.IsWaived ? "; it is waived from now on" : "; it is waived no longer";
}
