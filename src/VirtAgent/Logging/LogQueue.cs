using System.Collections.Concurrent;
using Serilog.Core;
using Serilog.Events;

namespace VirtAgent.Logging;

/// <summary>
/// Log lines on their way to standard error. Whoever reads that may hang, journald or a pager for instance, and then nobody who
/// logs may wait for it: lines that find no room are dropped, and how many is said once there is room again.
/// </summary>
internal sealed class LogQueue : ILogEventSink, IDisposable
{
    private const int Capacity = 10_000;
    private static readonly TimeSpan Parting = TimeSpan.FromSeconds(1);

    private readonly BlockingCollection<LogEvent> _lines = new(Capacity);
    private readonly Logger _behind;
    private readonly Thread _thread;
    private int _dropped;

    /// <summary>To <paramref name="behind"/>, which may block.</summary>
    public LogQueue(Logger behind)
    {
        _behind = behind;
        _thread = new Thread(Run) { IsBackground = true, Name = "log" };
        _thread.Start();
    }

    /// <summary>Takes a line; never waits.</summary>
    public void Emit(LogEvent logEvent)
    {
        if (!_lines.TryAdd(logEvent)) Interlocked.Increment(ref _dropped);
    }

    /// <summary>Writes what is left, for a second at most; a thread that hangs is left behind.</summary>
    public void Dispose()
    {
        _lines.CompleteAdding();
        _thread.Join(Parting);
    }

    private void Run()
    {
        foreach (var line in _lines.GetConsumingEnumerable())
        {
            _behind.Write(line);
            if (Interlocked.Exchange(ref _dropped, 0) is > 0 and var dropped)
                _behind.Warning("{dropped} lines of this log were dropped, because nobody read standard error", dropped);
        }

        _behind.Dispose();
    }
}
