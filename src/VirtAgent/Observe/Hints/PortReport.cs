using System.Threading.Channels;
using VirtAgent.Core.Ports;

namespace VirtAgent.Observe.Hints;

/// <summary>A notice on its way to the ledger.</summary>
/// <param name="Notice">What is reported.</param>
/// <param name="Committed">Called once it is on disk, for who keeps a copy until then; must not throw or block.</param>
/// <param name="EarlierBoot">Boot id of a notice that outlived its boot, whose SinceBoot counts from there.</param>
internal sealed record PortReport(PortNotice Notice, Action? Committed = null, string? EarlierBoot = null);

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
