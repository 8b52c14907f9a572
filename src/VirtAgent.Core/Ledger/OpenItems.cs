namespace VirtAgent.Core.Ledger;

/// <summary>
/// Goes along a ledger and keeps what still holds at its end: ports that exist, findings and gaps that are open.
/// </summary>
public sealed class OpenItems
{
    private readonly Dictionary<string, (Told Created, Told Last)> _ports = [];
    private readonly Dictionary<string, Told> _findings = [];
    private readonly Dictionary<string, Told> _gaps = [];

    private readonly record struct Told(long Seq, LedgerEvent What);

    /// <summary>The ports that were created and not deleted, in the order of what was said last about them.</summary>
    public IReadOnlyList<KnownPort> Ports =>
        [.. _ports.Values.OrderBy(port => port.Last.Seq).Select(port => KnownPort.Of(port.Created.What, port.Last.What))];

    /// <summary>What raised the findings that are not cleared.</summary>
    public IReadOnlyList<LedgerEvent> Findings => [.. _findings.Values.OrderBy(told => told.Seq).Select(told => told.What)];

    /// <summary>What opened the gaps that are not closed, the first of each source.</summary>
    public IReadOnlyList<LedgerEvent> Gaps => [.. _gaps.Values.OrderBy(told => told.Seq).Select(told => told.What)];

    /// <summary>All that has to be told to make it stand again, in order and with the places where it was told.</summary>
    public IReadOnlyList<(long Seq, LedgerEvent What)> All =>
    [
        .. _ports.Values.SelectMany(port => new[] { port.Created, port.Last }).Concat(_findings.Values).Concat(_gaps.Values)
            .Distinct().OrderBy(told => told.Seq).Select(told => (told.Seq, told.What)),
    ];

    /// <summary>Goes on by one.</summary>
    /// <param name="seq">Its place; greater than those before.</param>
    /// <param name="what">What happened.</param>
    public void Take(long seq, LedgerEvent what)
    {
        var told = new Told(seq, what);
        switch (what.Kind)
        {
            case EntryKind.PortCreated when what.Port is not null:
                _ports[what.Port] = (told, told);
                break;
            case EntryKind.PortBound or EntryKind.PortChanged or EntryKind.PortUnbound when what.Port is not null:
                _ports[what.Port] = (_ports.TryGetValue(what.Port, out var port) ? port.Created : told, told);
                break;
            case EntryKind.PortDeleted when what.Port is not null:
                _ports.Remove(what.Port);
                break;
            case EntryKind.FindingRaised when what.Finding is not null:
                _findings[what.Finding] = told;
                break;
            case EntryKind.FindingCleared when what.Finding is not null:
                _findings.Remove(what.Finding);
                break;
            case EntryKind.GapOpened:
                _gaps.TryAdd(what.GapSource ?? "", told);
                break;
            case EntryKind.GapClosed:
                _gaps.Remove(what.GapSource ?? "");
                break;
        }
    }
}
