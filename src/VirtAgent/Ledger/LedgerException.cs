using Microsoft.Data.Sqlite;

namespace VirtAgent.Ledger;

/// <summary>The ledger cannot be read or written. The message is one sentence that names the file and the way out.</summary>
/// <param name="fault">What kind of trouble it is.</param>
/// <param name="message">The sentence.</param>
/// <param name="cause">What SQLite or the system said.</param>
internal sealed class LedgerException(LedgerFault fault, string message, Exception? cause = null) : Exception(message, cause)
{
    // Result codes of SQLite, https://sqlite.org/rescode.html.
    private const int Perm = 3;
    private const int Busy = 5;
    private const int LockedTable = 6;
    private const int ReadOnly = 8;
    private const int Disk = 10;
    private const int IndexCannotGrow = 4874;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int Constraint = 19;
    private const int NotADatabase = 26;

    /// <summary>What kind of trouble it is.</summary>
    public LedgerFault Fault { get; } = fault;

    /// <summary>What SQLite's complaint about <paramref name="path"/> means.</summary>
    public static LedgerException Of(string path, SqliteException failure) => failure.SqliteErrorCode switch
    {
        // The -shm file, which an open ledger always has, is written as a file and then mapped.
        Disk when failure.SqliteExtendedErrorCode == IndexCannotGrow => OfFull(path, failure),
        Disk => new LedgerException(
            LedgerFault.Failed,
            $"{path} cannot be used: {Said(failure)} (SQLite {failure.SqliteExtendedErrorCode}); "
            + "see in the kernel's log what its disk has, and whether it was made read-only.", failure),
        Corrupt or NotADatabase or Constraint => new LedgerException(
            LedgerFault.Corrupt, $"{path} is damaged ({Said(failure)}); keep it for evidence and move it aside.", failure),
        ReadOnly or Perm => new LedgerException(
            LedgerFault.ReadOnly, $"{path} cannot be written; make it and its folder writable for the agent.", failure),
        CannotOpen => new LedgerException(
            LedgerFault.ReadOnly, $"{path} cannot be opened ({Said(failure)}); look at the permissions of its folder.", failure),
        Full => OfFull(path, failure),
        Busy or LockedTable => new LedgerException(
            LedgerFault.Locked, $"{path} is locked by another process; 'fuser {path}' names it.", failure),
        _ => new LedgerException(
            LedgerFault.Failed, $"{path} cannot be used: {Said(failure)} (SQLite {failure.SqliteExtendedErrorCode}).", failure),
    };

    private static LedgerException OfFull(string path, SqliteException failure) =>
        new(LedgerFault.Full, $"{path} cannot grow, the disk is full; make room or prune the ledger.", failure);

    // "SQLite Error 11: 'database disk image is malformed'."
    private static string Said(SqliteException failure)
    {
        var parts = failure.Message.Split('\'');
        return parts.Length > 2 ? parts[1] : failure.Message;
    }
}
