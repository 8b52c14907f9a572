using Microsoft.Data.Sqlite;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Ledger;

namespace VirtAgent.Ledger;

/// <summary>
/// The ledger: an append-only chain of entries in one SQLite file in WAL mode. One process writes, any number read meanwhile.
/// One instance is for one thread. Whatever fails is a <see cref="LedgerException"/>.
/// </summary>
internal sealed class LedgerFile : IDisposable
{
    /// <summary>Its name in the folder of the agent's state.</summary>
    public const string Name = "ledger.db";

    /// <summary>Who may read it: it tells who talks to whom.</summary>
    public const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;

    /// <summary>How long the lock of another process is waited for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly LedgerDatabase _database;
    private readonly LedgerAppend _append;
    private readonly LedgerStanding _standing;

    private LedgerFile(LedgerDatabase database)
    {
        _database = database;
        _append = new LedgerAppend(database);
        _standing = new LedgerStanding(database);
    }

    public string Path => _database.Path;

    /// <summary>How far the chain reaches.</summary>
    public ChainHead Head => LedgerHead.Read(_database).Head;

    /// <summary>The last entry; null where there is none.</summary>
    public LedgerEntry? Last => Read(new LedgerQuery { Limit = 1 }).FirstOrDefault();

    /// <summary>
    /// Opens the ledger to write; makes one where there is none, and brings one of an older version up to date.
    /// </summary>
    /// <exception cref="LedgerException">It cannot be.</exception>
    public static LedgerFile Open(string path)
    {
        Create(path);
        return Connect(new LedgerDatabase(path, SqliteOpenMode.ReadWrite, Patience), database =>
        {
            // Space that pruning frees goes back to the file system. Has to be said before anything is in the file.
            database.Execute("PRAGMA auto_vacuum = INCREMENTAL");
            database.Execute("PRAGMA journal_mode = WAL");
            database.Execute("PRAGMA synchronous = FULL");
            // Whoever reads for long makes the log grow; it is cut to this afterwards.
            database.Execute("PRAGMA journal_size_limit = 67108864");
            database.Execute("PRAGMA cache_size = -16384");
            LedgerSchema.Migrate(database);
        });
    }

    /// <summary>Opens the ledger to read, also while the agent writes it.</summary>
    /// <exception cref="LedgerException">It cannot be, or is of another version.</exception>
    public static LedgerFile OpenReadOnly(string path)
    {
        if (!File.Exists(path))
        {
            throw new LedgerException(
                LedgerFault.Missing, $"there is no ledger {path}; 'virt-agent run' writes one, --state says where.");
        }

        try
        {
            return Connect(new LedgerDatabase(path, SqliteOpenMode.ReadOnly, Patience), LedgerSchema.Require);
        }
        catch (LedgerException failure) when (failure.Fault == LedgerFault.ReadOnly && !File.Exists(path + "-wal"))
        {
            // Nobody has it open, and we may not make the files that reading beside a writer needs.
            return Connect(new LedgerDatabase(path, SqliteOpenMode.ReadOnly, Patience, immutable: true), LedgerSchema.Require);
        }
    }

    /// <summary>Writes entries in their order, all or none; they are on disk when this returns.</summary>
    /// <param name="occurrences">What happened.</param>
    /// <param name="now">When they are written; null for when the last of them happened.</param>
    public IReadOnlyList<LedgerEntry> Append(IReadOnlyList<LedgerEvent> occurrences, Moment? now = null) =>
        occurrences.Count == 0 ? [] : _database.Write(() => _append.Run(occurrences, now ?? occurrences[^1].At));

    /// <summary>The entries that are asked for, oldest first, read as they are taken.</summary>
    public IEnumerable<LedgerEntry> Read(LedgerQuery query)
    {
        var search = new LedgerSearch(query);
        return _database.Rows(LedgerRow.Entry, search.Sql(LedgerRow.Columns, query.Limit), search.Values);
    }

    /// <summary>The entries behind a head, if this is the ledger that it is the head of.</summary>
    public IEnumerable<LedgerEntry> After(ChainHead head)
    {
        var hash = _database.Value<byte[]>("SELECT hash FROM entries WHERE seq = $seq", ("$seq", head.Seq));
        if (head != ChainHead.Start && (hash is null || Convert.ToHexStringLower(hash) != head.Hash)) return [];
        return _database.Rows(
            LedgerRow.Entry, $"SELECT {LedgerRow.Columns} FROM entries WHERE seq > $seq ORDER BY seq", ("$seq", head.Seq));
    }

    /// <summary>Where the clock was set back, in order.</summary>
    public IReadOnlyList<ClockStep> ClockSteps() => [.. _database.Rows(
        row => new ClockStep(row.GetInt64(0), LedgerRow.Time(row.GetInt64(1)), TimeSpan.FromTicks(row.GetInt64(2))),
        "SELECT seq, time, back FROM steps ORDER BY seq")];

    /// <summary>UUIDs of ports that begin so, at most <paramref name="most"/>.</summary>
    public IReadOnlyList<string> PortsBeginning(string uuid, int most) => [.. _database.Rows(
        row => row.GetString(0),
        "SELECT DISTINCT port FROM entries WHERE port >= $from AND port < $from || '~' ORDER BY port LIMIT $most",
        ("$from", uuid.ToLowerInvariant()), ("$most", most))];

    /// <summary>What stands after the last entry: ports that exist, findings and gaps that are open.</summary>
    public OpenItems Standing() => _standing.Now();

    /// <summary>
    /// Who held which port at a time: see <see cref="LedgerStanding"/> for what that means where the clock was set back.
    /// </summary>
    public IReadOnlyList<PortHolding> HeldAt(DateTimeOffset time, LedgerQuery query) => _standing.Ports(time, query);

    /// <summary>Prints every entry as a line of JSON, and the head as the last line; see <see cref="LedgerExport"/>.</summary>
    public ChainHead Export(TextWriter output) => _database.Read(() => LedgerExport.Run(_database, output));

    /// <summary>Goes along the whole chain.</summary>
    /// <param name="kept">A head that was kept elsewhere; null to trust that the end was not cut off and written anew.</param>
    public LedgerVerdict Verify(ChainHead? kept = null) => _database.Read(() => LedgerVerification.Run(_database, kept));

    /// <summary>Takes the oldest entries away without breaking the chain; see <see cref="LedgerPruning.Run"/>.</summary>
    public long Prune(DateTimeOffset? before, long? maxBytes, DateTimeOffset now, int pieces = int.MaxValue) =>
        new LedgerPruning(_database, now).Run(before, maxBytes, pieces);

    public void Dispose()
    {
        _append.Dispose();
        _database.Dispose();
    }

    private static LedgerFile Connect(LedgerDatabase database, Action<LedgerDatabase> prepare)
    {
        try
        {
            prepare(database);
            return new LedgerFile(database);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    // SQLite would make it readable for all. The files beside it take their mode from it.
    private static void Create(string path)
    {
        if (File.Exists(path)) return;
        try
        {
            LedgerAside.KeepOrphan(path);
            using var file = new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = Mode,
            });
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            if (File.Exists(path)) return;
            throw new LedgerException(LedgerFault.ReadOnly,
                $"{path} cannot be created ({failure.Message}); make its folder, and writable for the agent.", failure);
        }
    }
}
