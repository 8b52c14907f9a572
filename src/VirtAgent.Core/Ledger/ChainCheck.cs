namespace VirtAgent.Core.Ledger;

/// <summary>
/// Goes along a chain, entry by entry, and finds the first that was edited, deleted, inserted, moved or cut off. What it cannot
/// find is a chain that somebody wrote anew from some entry to its end; a head that was kept elsewhere finds that.
/// </summary>
public sealed class ChainCheck
{
    private readonly ChainHead? _kept;
    private ChainHead _head;

    // Whether an entry was edited or inserted shows in the entry behind it.
    private StoredEntry? _suspect;

    /// <summary>Starts a check.</summary>
    /// <param name="start">
    /// What the first entry is to follow: <see cref="ChainHead.Start"/>, or where the ledger was pruned.
    /// </param>
    /// <param name="kept">A head that was kept elsewhere, or null.</param>
    public ChainCheck(ChainHead start, ChainHead? kept = null)
    {
        (_head, _kept) = (start, kept);
        if (kept is null) return;
        if (kept.Seq < start.Seq)
        {
            Fail(kept.Seq, ChainFaultKind.Missing,
                $"entry {kept.Seq}, which the given head names, was pruned with all up to entry {start.Seq}; give a later head");
        }
        else
        {
            Compare();
        }
    }

    /// <summary>The last entry that is as it was written.</summary>
    public ChainHead Head => _head;

    /// <summary>How many entries are as they were written.</summary>
    public long Count { get; private set; }

    /// <summary>The first that is not, as soon as it is known.</summary>
    public ChainFault? Fault { get; private set; }

    /// <summary>Looks at the next entry in the order of <see cref="StoredEntry.Seq"/>; false when no more are needed.</summary>
    public bool Feed(StoredEntry entry)
    {
        if (Fault is not null) return false;
        if (_suspect is not null) Judge(_suspect, entry);
        else if (entry.Seq <= _head.Seq)
            Fail(entry.Seq, ChainFaultKind.OutOfOrder, $"entry {entry.Seq} stands behind entry {_head.Seq}");
        else if (entry.Seq > _head.Seq + 1) Missing(_head.Seq + 1, entry.Seq - 1);
        else Take(entry);
        return Fault is null;
    }

    /// <summary>Ends the check behind the last entry.</summary>
    /// <param name="stored">The head as the ledger itself has it; null where it has none.</param>
    /// <returns>The first bad entry, or null.</returns>
    public ChainFault? End(ChainHead? stored)
    {
        if (Fault is not null) return Fault;
        var end = _suspect?.Seq ?? _head.Seq;
        if (_suspect is { } last)
        {
            if (stored == _head)
                Fail(end, ChainFaultKind.Inserted, $"entry {end} was added behind the ledger's head {_head.Seq}");
            else if (stored is not null && stored == new ChainHead(end, last.Hash)) Edited(last);
            else Broken(last);
        }
        else if (stored is null)
        {
            if (end > 0)
                Fail(end, ChainFaultKind.Broken, $"the ledger has lost its head, which names the last entry; {end} is there");
        }
        else if (stored.Seq > end)
        {
            Missing(end + 1, stored.Seq);
        }
        else if (stored.Seq < end)
        {
            Fail(stored.Seq + 1, ChainFaultKind.Inserted,
                $"entry {stored.Seq + 1} was added behind the ledger's head {stored.Seq}, or that head was set back");
        }
        else if (stored.Hash != _head.Hash)
        {
            Fail(end, ChainFaultKind.Broken, $"entry {end} is not the one that the ledger's head names");
        }

        if (Fault is null && _kept is not null && _kept.Seq > end) Missing(end + 1, _kept.Seq);
        return Fault;
    }

    private void Take(StoredEntry entry)
    {
        var follows = _head.Link(entry.Canonical.Span) == entry.Hash;
        if (CanonicalEntry.SeqOf(entry.Canonical.Span) is { } own && own != entry.Seq)
        {
            Fail(entry.Seq, ChainFaultKind.OutOfOrder, $"entry {entry.Seq} does not belong there: it was written as entry {own}");
        }
        else if (follows && !entry.Agrees)
        {
            Fail(entry.Seq, ChainFaultKind.Edited, $"entry {entry.Seq} was edited: its columns do not say what was hashed");
        }
        else if (!follows)
        {
            _suspect = entry;
        }
        else
        {
            _head = new ChainHead(entry.Seq, entry.Hash);
            Count++;
            Compare();
        }
    }

    private void Judge(StoredEntry suspect, StoredEntry next)
    {
        if (_head.Link(next.Canonical.Span) == next.Hash)
        {
            Fail(suspect.Seq, ChainFaultKind.Inserted,
                $"entry {suspect.Seq} was inserted: the one behind it follows entry {_head.Seq}");
        }
        else if (suspect.Hash.Length == _head.Hash.Length
            && new ChainHead(suspect.Seq, suspect.Hash).Link(next.Canonical.Span) == next.Hash)
        {
            Edited(suspect);
        }
        else
        {
            Broken(suspect);
        }
    }

    private void Compare()
    {
        if (_kept is not null && _kept.Seq == _head.Seq && _kept != _head)
        {
            Fail(_head.Seq, ChainFaultKind.Broken,
                $"entry {_head.Seq} is not the one that the given head names: the ledger was written anew somewhere up to there");
        }
    }

    private void Edited(StoredEntry entry) =>
        Fail(entry.Seq, ChainFaultKind.Edited, $"entry {entry.Seq} was edited: what it says does not have its hash");

    private void Broken(StoredEntry entry) => Fail(
        entry.Seq, ChainFaultKind.Broken, $"entry {entry.Seq} does not follow entry {_head.Seq}: it was edited, or is another's");

    private void Missing(long first, long last) => Fail(
        first, ChainFaultKind.Missing, first == last ? $"entry {first} is missing" : $"entries {first} to {last} are missing");

    private void Fail(long seq, ChainFaultKind kind, string why) => Fault = new ChainFault(seq, kind, why + ".");
}
