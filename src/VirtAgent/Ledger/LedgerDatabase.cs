using Microsoft.Data.Sqlite;

namespace VirtAgent.Ledger;

/// <summary>
/// A connection to the ledger's SQLite file on which every failure is a <see cref="LedgerException"/>. For one thread.
/// </summary>
internal sealed class LedgerDatabase : IDisposable
{
    private readonly SqliteConnection _connection;

    /// <summary>Connects to the file at <paramref name="path"/>.</summary>
    /// <param name="path">The file; must be there.</param>
    /// <param name="mode">To read and write, or to read.</param>
    /// <param name="patience">How long to wait for a lock.</param>
    /// <param name="immutable">Whether nobody writes it, which makes do without files beside it.</param>
    public LedgerDatabase(string path, SqliteOpenMode mode, TimeSpan patience, bool immutable = false)
    {
        Path = path;
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = immutable ? $"{new Uri(System.IO.Path.GetFullPath(path)).AbsoluteUri}?immutable=1" : path,
            Mode = mode,
            Pooling = false,
            // SQLite waits by itself, and sooner notices that the wait is over; 0 would be for ever.
            DefaultTimeout = 1,
        }.ConnectionString);
        try
        {
            Try(_connection.Open);
            Execute($"PRAGMA busy_timeout = {(int)patience.TotalMilliseconds}");
            Execute("PRAGMA temp_store = MEMORY");
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
    }

    public string Path { get; }

    /// <summary>A statement to be run many times.</summary>
    public SqliteCommand Prepare(string sql, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values) command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        return command;
    }

    /// <summary>Runs a statement without rows and returns how many rows it changed.</summary>
    public int Execute(string sql, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        using var command = Prepare(sql, values);
        return Try(command.ExecuteNonQuery);
    }

    /// <summary>The first value of the first row; null where there is none.</summary>
    public T? Value<T>(string sql, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        using var command = Prepare(sql, values);
        return Try(command.ExecuteScalar) is T value ? value : default;
    }

    /// <summary>The rows, read as they are taken.</summary>
    public IEnumerable<T> Rows<T>(Func<SqliteDataReader, T> read, string sql, params (string Name, object? Value)[] values)
    {
        using var command = Prepare(sql, values);
        using var reader = Try(command.ExecuteReader);
        while (Try(reader.Read)) yield return Try(() => read(reader));
    }

    /// <summary>All of <paramref name="work"/> or nothing of it, on disk when this returns.</summary>
    public T Write<T>(Func<T> work) => InTransaction("BEGIN IMMEDIATE", work);

    /// <summary>One state of the ledger for all of <paramref name="work"/>, whatever is written meanwhile.</summary>
    public T Read<T>(Func<T> work) => InTransaction("BEGIN", work);

    /// <summary>Runs something of SQLite's.</summary>
    public T Try<T>(Func<T> call)
    {
        try
        {
            return call();
        }
        catch (SqliteException failure)
        {
            throw LedgerException.Of(Path, failure);
        }
        catch (Exception failure) when (failure is InvalidOperationException or InvalidCastException)
        {
            // A value that the tables cannot hold, so it did not get there through SQLite.
            throw new LedgerException(LedgerFault.Corrupt, $"{Path} is damaged ({failure.Message}); move it aside.", failure);
        }
    }

    public void Dispose() => _connection.Dispose();

    private void Try(Action call) => Try(() =>
    {
        call();
        return true;
    });

    private T InTransaction<T>(string begin, Func<T> work)
    {
        Execute(begin);
        try
        {
            var result = work();
            Execute("COMMIT");
            return result;
        }
        catch
        {
            RollBack();
            throw;
        }
    }

    // SQLite has often rolled back by itself when something went wrong.
    private void RollBack()
    {
        try
        {
            Execute("ROLLBACK");
        }
        catch (LedgerException)
        {
        }
    }
}
