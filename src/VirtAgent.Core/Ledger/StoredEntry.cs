namespace VirtAgent.Core.Ledger;

/// <summary>An entry as it is found in store, where anybody may have been at it.</summary>
/// <param name="Seq">The place it is stored at.</param>
/// <param name="Columns">
/// What its columns say, which is what is searched; null where they say nothing that an entry can say.
/// </param>
/// <param name="Canonical">Its canonical bytes, which is what is hashed.</param>
/// <param name="Hash">Its hash, hex.</param>
public sealed record StoredEntry(long Seq, LedgerEvent? Columns, ReadOnlyMemory<byte> Canonical, string Hash)
{
    /// <summary>Whether the columns say the same as the canonical bytes.</summary>
    public bool Agrees => Columns is not null && CanonicalEntry.Bytes(Seq, Columns).AsSpan().SequenceEqual(Canonical.Span);
}
