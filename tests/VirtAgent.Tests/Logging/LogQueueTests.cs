using Serilog;
using Serilog.Core;
using Serilog.Events;
using VirtAgent.Logging;

namespace VirtAgent.Tests.Logging;

public sealed class LogQueueTests
{
    [Fact]
    public void Whoever_logs_does_not_wait_for_a_reader_that_hangs_and_what_was_dropped_is_said()
    {
        using var stuck = new Stuck();
        using (var log = new LoggerConfiguration()
            .WriteTo.Sink(new LogQueue(new LoggerConfiguration().WriteTo.Sink(stuck).CreateLogger())).CreateLogger())
        {
            for (var i = 0; i < 20_000; i++) log.Information("line {i}", i);
            stuck.Release();
        }

        var said = Assert.Single(stuck.Lines, line => line.Contains("were dropped", StringComparison.Ordinal));
        var dropped = int.Parse(said.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(dropped, 1, 10_000);
        Assert.Equal(Enumerable.Range(0, 20_000 - dropped).Select(i => $"line {i}"), stuck.Lines.Where(line => line != said));
    }

    private sealed class Stuck : ILogEventSink, IDisposable
    {
        private readonly ManualResetEventSlim _released = new();

        public List<string> Lines { get; } = [];

        public void Release() => _released.Set();

        public void Emit(LogEvent logEvent)
        {
            _released.Wait();
            Lines.Add(logEvent.RenderMessage(System.Globalization.CultureInfo.InvariantCulture));
        }

        public void Dispose() => _released.Dispose();
    }
}
