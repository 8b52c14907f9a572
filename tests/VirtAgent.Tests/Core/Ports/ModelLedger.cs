using VirtAgent.Core.Ledger;
using VirtAgent.Core.Ports;

namespace VirtAgent.Tests.Core.Ports;

/// <summary>What a ledger hands to a new book, from its entries.</summary>
internal static class ModelLedger
{
    public static PortTracker Reopen(IEnumerable<LedgerEvent> entries)
    {
        var (known, deleted) = (new List<KnownPort>(), new List<DeletedPort>());
        foreach (var story in entries.GroupBy(entry => entry.Port))
        {
            var last = story.Last();
            var facts = new PortFacts(last.Port!, last.Network!, last.Guest, last.GuestUuid, last.Mac, last.Tap, last.Bridge);
            var bound = last.Kind is EntryKind.PortBound or EntryKind.PortChanged;
            if (last.Kind == EntryKind.PortDeleted) deleted.Add(new DeletedPort(facts, last.At));
            else known.Add(new KnownPort(facts, bound, story.Last(entry => entry.Kind == EntryKind.PortCreated).At, last.At));
        }

        return new PortTracker(known, sameBoot: true, deleted);
    }
}
