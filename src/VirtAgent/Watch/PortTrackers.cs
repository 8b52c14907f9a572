using VirtAgent.Core.Ledger;
using VirtAgent.Core.Ports;
using VirtAgent.Observe.Hints;

namespace VirtAgent.Watch;

/// <summary>
/// The book of the ports, and before it one for what the hook spooled in an earlier boot and nobody read until this one: moments
/// of two boots cannot be compared.
/// </summary>
internal sealed class PortTrackers(LedgerPast past, bool sameBoot)
{
    private string? _earlierBoot;
    private PortTracker? _book;
    private IReadOnlyCollection<KnownPort> _known = past.Ports;

    /// <summary>Takes in a report.</summary>
    public IReadOnlyList<LedgerEvent> Apply(PortReport report)
    {
        if (_book is null || _earlierBoot != report.EarlierBoot) Open(report.EarlierBoot);
        return _book!.Apply(report.Notice);
    }

    /// <summary>Takes in a look.</summary>
    public IReadOnlyList<LedgerEvent> Apply(PortSnapshot look)
    {
        if (_book is null || _earlierBoot is not null) Open(null);
        return _book!.Apply(look);
    }

    private void Open(string? boot)
    {
        if (_book is not null) _known = _book.Known;
        // The spool speaks of boots in their order, so what the ledger knows is of the first of them.
        var follows = _book is null && (boot is not null || sameBoot);
        _book = new PortTracker(_known, follows, follows ? past.Deleted : null);
        _earlierBoot = boot;
    }
}
