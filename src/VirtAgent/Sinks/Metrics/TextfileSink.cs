using Microsoft.Extensions.Logging;
using VirtAgent.Hosting;
using VirtAgent.Logging;

namespace VirtAgent.Sinks.Metrics;

/// <summary>
/// Metrics as a file for node_exporter's textfile collector, which runs as another user and reads whenever it likes.
/// </summary>
internal sealed class TextfileSink : IAsyncDisposable
{
    // A collector asks every fifteen seconds or more seldom.
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    /// <summary>What the collector expects its files to end in.</summary>
    public const string Ending = ".prom";
    private const UnixFileMode Readable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private readonly string _path;
    private readonly CancellationTokenSource _stop = new();
    private Task _writing = Task.CompletedTask;

    /// <summary>For one file.</summary>
    /// <exception cref="ArgumentException">The collector would not read it.</exception>
    public TextfileSink(string path)
    {
        if (!path.EndsWith(Ending, StringComparison.Ordinal))
            throw new ArgumentException($"the textfile collector reads files that end in {Ending}, and {path} does not.");
        _path = path;
    }

    /// <summary>Begins to replace the file every few seconds; when it cannot be written, that is told once.</summary>
    /// <exception cref="ArgumentException">The collector would not read it.</exception>
    public static TextfileSink Start(string path, Func<MetricsView> view, ILogger log)
    {
        var sink = new TextfileSink(path);
        sink._writing = Task.Run(() => sink.RunAsync(view, log, sink._stop.Token));
        return sink;
    }

    /// <summary>Replaces the file: a reader sees the old page or the new one, and never a part.</summary>
    /// <exception cref="IOException">It cannot be written; the old one is still there.</exception>
    public void Write(MetricsView view) => WholeFile.Write(_path, MetricsText.Of(view), Readable);

    /// <summary>Writes no more. The file stays, and says itself how old it is.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task RunAsync(Func<MetricsView> view, ILogger log, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Period);
        var failed = false;
        do
        {
            try
            {
                Write(view());
                failed = false;
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                if (!failed) log.SinkFailed("metrics file", failure.Message);
                failed = true;
            }
        }
        while (await timer.WaitForNextTickAsync(stop));
    }
}
