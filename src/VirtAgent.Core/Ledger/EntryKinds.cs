namespace VirtAgent.Core.Ledger;

/// <summary>The words for <see cref="EntryKind"/>, a contract with whoever reads the ledger.</summary>
public static class EntryKinds
{
    private static readonly string[] Words =
    [
        "port-created", "port-bound", "port-changed", "port-unbound", "port-deleted", "finding-raised", "finding-cleared",
        "gap-opened", "gap-closed", "agent-started", "agent-stopped",
    ];

    /// <summary>The word of every kind, by its number.</summary>
    public static IReadOnlyList<string> All => Words;

    /// <summary>The word, <c>port-created</c> for instance.</summary>
    public static string Word(this EntryKind kind) => Words[(int)kind];

    /// <summary>The kind of that word, or null.</summary>
    public static EntryKind? Find(string word) => Array.IndexOf(Words, word) is >= 0 and var at ? (EntryKind)at : null;
}
