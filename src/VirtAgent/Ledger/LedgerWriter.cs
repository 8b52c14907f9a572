using VirtAgent.Core.Hosts;
using VirtAgent.Core.Ledger;
using VirtAgent.Hosting;

namespace VirtAgent.Ledger;

/// <summary>
/// Writes the ledger for the daemon and never fails: what cannot be written waits in a spool and is written, in order, as soon as
/// it can be, between an entry that says since when and why, and one that says what was lost. A damaged ledger is moved aside and
/// a new one begun, which says so and tells again what stands. For one thread, but for <see cref="State"/>.
/// </summary>
internal sealed class LedgerWriter : IDisposable
{
    /// <summary>How many occurrences wait at most, some 25 MB of them.</summary>
    public const int Capacity = 50_000;

    private readonly string _path;
    private readonly Func<Moment> _now;
    private readonly LedgerSpool _spool;
    private readonly Backoff _backoff = new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
    private readonly List<LedgerEvent> _said = [];

    private LedgerFile? _file;
    private LedgerMemory _memory = new();
    private IReadOnlyList<LedgerEvent> _toldAgain = [];
    private LedgerEvent? _saidWhy;
    private string? _failure;
    private int _failures;
    private TimeSpan _nextTry;
    private volatile LedgerState _state = LedgerState.Ok;

    /// <summary>Opens the ledger, or begins to wait for it.</summary>
    /// <param name="path">The ledger; the spool file lies beside it.</param>
    /// <param name="now">Both clocks.</param>
    /// <param name="capacity">How many occurrences wait at most.</param>
    public LedgerWriter(string path, Func<Moment> now, int capacity = Capacity)
    {
        (_path, _now) = (path, now);
        _spool = new LedgerSpool(new SpoolFile(path + ".spool"), capacity);
        _spool.Load();
        Try(Open);
        if (IsDue) Recover();
        Publish();
    }

    /// <summary>Whether the ledger is being written; from any thread.</summary>
    public LedgerState State => _state;

    /// <summary>The last of what was written or waits; null where there is nothing.</summary>
    public LedgerEvent? Last => _spool.Waiting.LastOrDefault() ?? _memory.Last;

    private bool IsDue => _spool.Opening is not null && _now().SinceBoot >= _nextTry;

    /// <summary>What stands as of all that was written or waits: ports that exist, findings and gaps that are open.</summary>
    public OpenItems Standing() => _memory.With(_spool.Waiting);

    /// <summary>
    /// Writes occurrences in their order. With none of them it only looks whether the ledger can be written again.
    /// </summary>
    /// <returns>Where they are.</returns>
    public WriteDurability Write(IReadOnlyList<LedgerEvent> occurrences)
    {
        if (_spool.Opening is not null || !Try(() => Append(occurrences))) _spool.Add(occurrences);
        if (IsDue) Recover();
        Publish();
        return _spool.Opening is null ? WriteDurability.InLedger : _spool.OnDisk
            ? WriteDurability.InSpool : WriteDurability.InMemory;
    }

    /// <summary>
    /// What the ledger says of itself since this was last asked, for those who do not read it: that it is not written and why,
    /// that it is again, that it is a new one.
    /// </summary>
    public IReadOnlyList<LedgerEvent> TakeSaid()
    {
        IReadOnlyList<LedgerEvent> said = [.. _said];
        _said.Clear();
        return said;
    }

    /// <summary>Takes away what is too old or too much, some of it at a time; see <see cref="LedgerPruning.Run"/>.</summary>
    /// <returns>Why that was not possible, one sentence; null when it was.</returns>
    public string? Prune(DateTimeOffset? before, long? maxBytes)
    {
        if (_file is null) return _failure;
        try
        {
            _file.Prune(before, maxBytes, _now().Time, pieces: 1);
            return null;
        }
        catch (LedgerException failure)
        {
            return failure.Message;
        }
    }

    /// <summary>Closes the ledger. What waits stays in the spool file.</summary>
    public void Dispose() => _file?.Dispose();

    private bool Try(Action work)
    {
        try
        {
            work();
            return true;
        }
        catch (LedgerException failure)
        {
            Fail(failure);
            return false;
        }
    }

    private void Recover()
    {
        // A second time where a new ledger was begun.
        if (!Try(Replay) && IsDue) Try(Replay);
    }

    private void Open()
    {
        _file = LedgerFile.Open(_path);
        _memory = LedgerMemory.Of(_file);
    }

    private void Append(IReadOnlyList<LedgerEvent> occurrences)
    {
        if (occurrences.Count == 0) return;
        // SQLite does not notice, and would go on writing to a file without a name.
        if (!File.Exists(_path)) throw new LedgerException(LedgerFault.Missing, $"{_path} was taken away while it was written.");
        _memory.Take(_file!.Append(occurrences, _now()));
    }

    private void Replay()
    {
        if (_file is null) Open();
        // Nothing of the spool is in the ledger yet; from here on it tells how far we came.
        if (_spool.After is null) _spool.Open(_spool.Opening!, _memory.Head);
        var replay = LedgerReplay.Of(_file!, _spool);
        _spool.Remove(replay.Written);
        if (!replay.Opened) Append([_spool.Opening!, .. _toldAgain]);
        _toldAgain = [];
        while (_spool.NextGroup() is { Count: > 0 } group)
        {
            Append(group);
            _spool.Remove(group.Count);
        }

        var closing = Said(EntryKind.GapClosed, _spool.Account);
        if (!replay.Closed) Append([closing]);
        _spool.Close();
        _said.Add(closing);
        (_failure, _failures, _nextTry) = (null, 0, default);
    }

    private void Fail(LedgerException failure)
    {
        _file?.Dispose();
        _file = null;
        _failure = failure.Message;
        if (_memory.Head is null) _memory = LedgerMemory.OfReadable(_path);
        if (_spool.Opening is null) _spool.Open(Said(EntryKind.GapOpened, failure.Message), _memory.Head);
        else _spool.Save();

        // At once where there is a new ledger, but not time and again.
        var isNew = failure.Fault is LedgerFault.Corrupt or LedgerFault.Missing && TryBeginAnew(failure.Message);
        if (_saidWhy != _spool.Opening) _said.Add(_saidWhy = _spool.Opening!);
        _nextTry = ++_failures == 1 && isNew ? default : _now().SinceBoot + _backoff.After(_failures);
    }

    private bool TryBeginAnew(string damage)
    {
        try
        {
            var aside = File.Exists(_path) ? $"it is kept as {LedgerAside.Move(_path, _now().Time)}" : "nothing of it is left";
            var head = _memory.Head is { } last ? $"its last readable head is {last}" : "its head cannot be read";
            _spool.Open(Said(EntryKind.GapOpened, $"{damage} {aside}; {head}; this is a new ledger."), ChainHead.Start);
            (_toldAgain, _memory) = (_memory.Standing, new LedgerMemory());
            return true;
        }
        catch (LedgerException failure)
        {
            _failure = failure.Message;
            return false;
        }
    }

    private LedgerEvent Said(EntryKind kind, string what) => LedgerEvent.OfGap(kind, _now(), "ledger", what);

    private void Publish() => _state = _spool.Opening is { } opening
        ? new LedgerState(_failure, opening.At, _spool.Count, _spool.Lost, _spool.OnDisk)
        : LedgerState.Ok;
}
