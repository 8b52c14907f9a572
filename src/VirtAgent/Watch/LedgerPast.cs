using VirtAgent.Findings;
using VirtAgent.Ledger;
using VirtAgent.Model;
using VirtAgent.Ports;
using VirtAgent.Record.Ledger;

namespace VirtAgent.Watch;

/// <summary>Where the ledger ends: what the agent knew when it last ran.</summary>
/// <param name="Ports">Ports that were created and not deleted.</param>
/// <param name="Deleted">Ports that were deleted not long before the end.</param>
/// <param name="Findings">Findings that stand.</param>
/// <param name="Gaps">Gaps that are open.</param>
/// <param name="Last">The last entry; null in a new ledger.</param>
internal sealed record LedgerPast(
    IReadOnlyList<KnownPort> Ports, IReadOnlyList<DeletedPort> Deleted, IReadOnlyList<StandingFinding> Findings,
    IReadOnlyList<Occurrence> Gaps, Occurrence? Last)
{
    // A notice in the hook's spool may be as old as the agent was away, and no older than what the agent saw last.
    private static readonly TimeSpan LateBy = TimeSpan.FromMinutes(10);

    /// <summary>Nothing is known.</summary>
    public static readonly LedgerPast None = new([], [], [], [], null);

    /// <summary>Reads it; a ledger that cannot be read is a past that is not known, and the writer says so.</summary>
    public static LedgerPast Read(string path)
    {
        try
        {
            using var ledger = LedgerFile.OpenReadOnly(path);
            if (ledger.Last is not { } last) return None;
            return new LedgerPast(
                ledger.KnownPorts(), Deletions(ledger, last.What.At.Time - LateBy),
                [.. ledger.StandingFindings().Select(entry => Standing(entry.What))],
                [.. ledger.OpenGaps().Select(entry => entry.What)], last.What);
        }
        catch (LedgerException)
        {
            return None;
        }
    }

    private static IReadOnlyList<DeletedPort> Deletions(LedgerFile ledger, DateTimeOffset since) =>
        [.. ledger.Read(new LedgerQuery { Kind = EntryKind.PortDeleted, Since = since })
            .Select(entry => entry.What)
            .Select(what => new DeletedPort(
                new PortFacts(what.Port!, what.Network!, what.Guest, what.GuestUuid, what.Mac, what.Tap, what.Bridge), what.At))];

    private static StandingFinding Standing(Occurrence raised) =>
        new(raised.Finding!, raised.Network, raised.Detail ?? "", raised.At, raised.At);
}
