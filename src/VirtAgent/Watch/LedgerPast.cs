using VirtAgent.Core.Findings;
using VirtAgent.Core.Ledger;
using VirtAgent.Core.Ports;
using VirtAgent.Ledger;

namespace VirtAgent.Watch;

/// <summary>Where the ledger ends: what the agent knew when it last ran.</summary>
/// <param name="Ports">Ports that were created and not deleted.</param>
/// <param name="Deleted">Ports that were deleted not long before the end.</param>
/// <param name="Findings">Findings that stand.</param>
/// <param name="Gaps">Gaps that are open.</param>
/// <param name="Last">The last entry; null in a new ledger.</param>
internal sealed record LedgerPast(
    IReadOnlyList<KnownPort> Ports, IReadOnlyList<DeletedPort> Deleted, IReadOnlyList<ActiveFinding> Findings,
    IReadOnlyList<LedgerEvent> Gaps, LedgerEvent? Last)
{
    // A notice in the hook's spool may be as old as the agent was away, and no older than what the agent saw last.
    private static readonly TimeSpan LateBy = TimeSpan.FromMinutes(10);

    /// <summary>Where <paramref name="ledger"/> ends, which is the file <paramref name="path"/>.</summary>
    public static LedgerPast Of(LedgerWriter ledger, string path)
    {
        var standing = ledger.Standing();
        return new LedgerPast(
            standing.Ports, ledger.Last is { } last ? Deletions(path, last.At.Time - LateBy) : [],
            [.. standing.Findings.Select(Finding)],
            // The ledger's own gap is the writer's to close.
            [.. standing.Gaps.Where(gap => gap.GapSource != "ledger")], ledger.Last);
    }

    private static ActiveFinding Finding(LedgerEvent raised) =>
        new(raised.Finding!, raised.Network, raised.Detail ?? "", raised.At, raised.At)
        {
            IsWaived = Waiver.Begins(raised.Detail),
        };

    private static IReadOnlyList<DeletedPort> Deletions(string path, DateTimeOffset since)
    {
        try
        {
            using var ledger = LedgerFile.OpenReadOnly(path);
            return [.. ledger.Read(new LedgerQuery { Kind = EntryKind.PortDeleted, Since = since })
                .Select(entry => Deletion(entry.What))];
        }
        catch (LedgerException)
        {
            // The writer says what is wrong with it; a late report may then be told twice.
            return [];
        }
    }

    private static DeletedPort Deletion(LedgerEvent what) =>
        new(new PortFacts(what.Port!, what.Network!, what.Guest, what.GuestUuid, what.Mac, what.Tap, what.Bridge), what.At);
}
