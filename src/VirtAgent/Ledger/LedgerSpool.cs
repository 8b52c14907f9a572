using VirtAgent.Core.Ledger;

namespace VirtAgent.Ledger;

/// <summary>
/// Occurrences that wait for a ledger that cannot be written: in memory, and in a file where that can be written. They are
/// numbered, so that what was dropped can be counted, also by the process that finds the file.
/// </summary>
/// <param name="file">The file.</param>
/// <param name="capacity">How many are kept; the oldest are dropped beyond that.</param>
internal sealed class LedgerSpool(SpoolFile file, int capacity)
{
    private const int GroupSize = 1000;

    private readonly Queue<(long Number, LedgerEvent What)> _waiting = [];
    private long _next = 1;

    // Whether the file holds what is in the ledger.
    private bool _isStale;

    /// <summary>The occurrence that tells why they wait, written before them; null while nothing waits.</summary>
    public LedgerEvent? Opening { get; private set; }

    /// <summary>How far the ledger reached before it could not be written; null where that is not known.</summary>
    public ChainHead? After { get; private set; }

    /// <summary>How many wait, the opening not counted.</summary>
    public int Count => _waiting.Count;

    /// <summary>How many were dropped since the opening.</summary>
    public long Lost { get; private set; }

    /// <summary>What became of all that waited, in words.</summary>
    public string Account => $"written again; {_next - 1} entries waited, "
        + (Lost == 0 ? "none was lost." : $"{Lost} of them were lost, the oldest first.");

    /// <summary>Whether all that wait are in the file.</summary>
    public bool OnDisk => _waiting.Count == 0 || file.Last == _next - 1;

    /// <summary>Those that wait, in order.</summary>
    public IEnumerable<LedgerEvent> Waiting => _waiting.Select(one => one.What);

    /// <summary>Takes up what a process before us left in the file.</summary>
    public void Load()
    {
        if (file.Read() is not { } left) return;
        (After, Lost, Opening) = (left.After, left.Lost, left.Opening);
        _next = left.Waiting.Count > 0 ? left.Waiting[0].Number : 1;
        foreach (var (number, what) in left.Waiting)
        {
            // A line that cannot be read any more.
            Lost += number - _next;
            _next = number + 1;
            Enqueue(number, what);
        }
    }

    /// <summary>Begins to keep, or goes on after the reason for it changed.</summary>
    /// <param name="opening">Why.</param>
    /// <param name="after">How far the ledger reaches; null where that is not known.</param>
    public void Open(LedgerEvent opening, ChainHead? after)
    {
        (Opening, After) = (opening, after);
        Rewrite();
    }

    /// <summary>Tries once more to have all of it in the file.</summary>
    public void Save()
    {
        if (_isStale || !OnDisk) Rewrite();
    }

    /// <summary>Puts events behind those that wait.</summary>
    public void Add(IReadOnlyList<LedgerEvent> occurrences)
    {
        foreach (var what in occurrences) Enqueue(_next++, what);
        // What is dropped from memory stays in the file until that holds twice as many.
        if (_isStale || file.Lines > 2 * capacity) Rewrite();
        else file.Append(_waiting.SkipWhile(one => one.Number <= file.Last));
    }

    /// <summary>The next of them, as many as are written at once.</summary>
    public IReadOnlyList<LedgerEvent> NextGroup() => [.. Waiting.Take(GroupSize)];

    /// <summary>Takes the first away, which are in the ledger now.</summary>
    public void Remove(int count)
    {
        _isStale |= count > 0;
        for (; count > 0; count--) _waiting.Dequeue();
    }

    /// <summary>All are in the ledger.</summary>
    public void Close()
    {
        (Opening, After, Lost, _next, _isStale) = (null, null, 0, 1, false);
        _waiting.Clear();
        file.Delete();
    }

    private void Enqueue(long number, LedgerEvent what)
    {
        _waiting.Enqueue((number, what));
        if (_waiting.Count <= capacity) return;
        _waiting.Dequeue();
        Lost++;
    }

    private void Rewrite()
    {
        file.Write(new SpoolFile.Content(After, Lost, Opening!, [.. _waiting]));
        _isStale = false;
    }
}
