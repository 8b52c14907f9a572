namespace VirtAgent.Ledger;

/// <summary>Goes along a ledger and keeps what still holds at its end: ports that exist, findings and gaps that are open.</summary>
public sealed class Standing
{
    private readonly Dictionary<string, (LedgerEntry Created, LedgerEntry Last)> _ports = [];
    private readonly Dictionary<string, LedgerEntry> _findings = [];
    private readonly Dictionary<string, LedgerEntry> _gaps = [];

    /// <summary>The entries that opened the gaps that are not closed, the first of each source.</summary>
    public IReadOnlyList<LedgerEntry> Gaps => [.. _gaps.Values.OrderBy(gap => gap.Seq)];

    /// <summary>All of these entries, each once, in order.</summary>
    public IReadOnlyList<LedgerEntry> Entries =>
    [
        .. _ports.Values.SelectMany(port => new[] { port.Created, port.Last }).Concat(_findings.Values).Concat(_gaps.Values)
            .DistinctBy(entry => entry.Seq).OrderBy(entry => entry.Seq),
    ];

    /// <summary>Goes on by one entry.</summary>
    public void Take(LedgerEntry entry)
    {
        var what = entry.What;
        switch (what.Kind)
        {
            case EntryKind.PortCreated when what.Port is not null:
                _ports[what.Port] = (entry, entry);
                break;
            case EntryKind.PortBound or EntryKind.PortChanged or EntryKind.PortUnbound when what.Port is not null:
                _ports[what.Port] = (_ports.TryGetValue(what.Port, out var port) ? port.Created : entry, entry);
                break;
            case EntryKind.PortDeleted when what.Port is not null:
                _ports.Remove(what.Port);
                break;
            case EntryKind.FindingRaised when what.Finding is not null:
                _findings[what.Finding] = entry;
                break;
            case EntryKind.FindingCleared when what.Finding is not null:
                _findings.Remove(what.Finding);
                break;
            case EntryKind.GapOpened:
                _gaps.TryAdd(what.GapSource ?? "", entry);
                break;
            case EntryKind.GapClosed:
                _gaps.Remove(what.GapSource ?? "");
                break;
        }
    }
}
