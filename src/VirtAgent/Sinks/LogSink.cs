using Microsoft.Extensions.Logging;
using VirtAgent.Core.Findings;
using VirtAgent.Core.Ledger;
using VirtAgent.Logging;

namespace VirtAgent.Sinks;

/// <summary>The log: one line for everything that happens, in words.</summary>
internal sealed class LogSink(ILogger log) : ISink
{
    /// <inheritdoc/>
    public string Name => "log";

    /// <inheritdoc/>
    public Task DeliverAsync(Report report, CancellationToken cancellation)
    {
        var line = Line(report.What);
        if (report.Finding?.Waiver is not null) log.Happened(line);
        else if (report.Finding?.Severity == Severity.Critical) log.Alert(line);
        else if (report.What.Kind is EntryKind.FindingRaised or EntryKind.GapOpened) log.Warn(line);
        else log.Happened(line);
        return Task.CompletedTask;
    }

    /// <summary><c>port-bound 2a8286f3… guest-virtio 52:54:00:41:ed:47 network1 vnet1 virbr1</c>.</summary>
    internal static string Line(LedgerEvent what)
    {
        string?[] words =
        [
            what.Kind.Word(), what.Port, what.Guest, what.Mac, what.Port is null ? null : what.Network, what.Tap, what.Bridge,
            what.Finding, what.Detail is null ? null : $"({what.Detail})",
        ];
        return string.Join(' ', words.Where(word => !string.IsNullOrEmpty(word)));
    }
}
