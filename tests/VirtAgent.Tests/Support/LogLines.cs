using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace VirtAgent.Tests.Support;

/// <summary>A log whose lines a test can read.</summary>
internal sealed class LogLines : ILogger
{
    private readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyCollection<string> All => [.. _lines];

    public Task Has(string text) =>
        Eventually.True(() => _lines.Any(line => line.Contains(text, StringComparison.Ordinal)));

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue(formatter(state, exception));
}
