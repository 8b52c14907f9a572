using VirtAgent.Core.Ledger;

namespace VirtAgent.Ledger;

/// <summary>What the writer remembers of the ledger, for when it cannot be read any more.</summary>
internal sealed class LedgerMemory
{
    private readonly OpenItems _standing = new();

    /// <summary>How far it reaches; null where that is not known.</summary>
    public ChainHead? Head { get; private set; }

    /// <summary>Its last entry; null where there is none, or it is not known.</summary>
    public LedgerEvent? Last { get; private set; }

    /// <summary>All that has to be told to make stand what stands.</summary>
    public IReadOnlyList<LedgerEvent> Standing => [.. _standing.All.Select(told => told.What)];

    /// <summary>What is in a ledger.</summary>
    /// <exception cref="LedgerException">It cannot be read.</exception>
    public static LedgerMemory Of(LedgerFile file)
    {
        var memory = new LedgerMemory { Head = file.Head, Last = file.Last?.What };
        foreach (var (seq, what) in file.Standing().All) memory._standing.Take(seq, what);
        return memory;
    }

    /// <summary>What can still be read of one that cannot be opened to be written.</summary>
    public static LedgerMemory OfReadable(string path)
    {
        ChainHead? head = null;
        try
        {
            using var file = LedgerFile.OpenReadOnly(path);
            head = file.Head;
            return Of(file);
        }
        catch (LedgerException)
        {
            return new LedgerMemory { Head = head };
        }
    }

    /// <summary>Goes on by entries that the file has now.</summary>
    public void Take(IReadOnlyList<LedgerEntry> entries)
    {
        foreach (var entry in entries) _standing.Take(entry.Seq, entry.What);
        (Last, Head) = (entries[^1].What, new ChainHead(entries[^1].Seq, entries[^1].Hash));
    }

    /// <summary>What stands when these have happened, too.</summary>
    public OpenItems With(IEnumerable<LedgerEvent> waiting)
    {
        var standing = new OpenItems();
        var seq = 0L;
        foreach (var what in Standing.Concat(waiting)) standing.Take(++seq, what);
        return standing;
    }
}
