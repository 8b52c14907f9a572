using System.Threading.Channels;

namespace VirtAgent.Observe.Hints;

/// <summary>Writes reports from a source's own thread, which waits while the ledger is behind: nothing is dropped.</summary>
internal static class PortReports
{
    /// <summary>Writes <paramref name="report"/>, as soon as there is room.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> ended the wait.</exception>
    public static void Write(this ChannelWriter<PortReport> reports, PortReport report, CancellationToken stop)
    {
        if (!reports.TryWrite(report)) reports.WriteAsync(report, stop).AsTask().GetAwaiter().GetResult();
    }
}
