using VirtAgent.Core.Ledger;
using VirtAgent.DBus;

namespace VirtAgent.Sinks.Bus;

/// <summary>
/// The agent's own signals: each names a port or a finding first, so that a match on arg0 can pick it, and then all about it.
/// </summary>
internal static class ReportSignal
{
    /// <summary>Sends the signal for <paramref name="report"/>; most of what happens has none.</summary>
    /// <exception cref="IOException">The bus is gone.</exception>
    public static async Task SendAsync(BusConnection bus, Report report, CancellationToken cancellation)
    {
        var what = report.What;
        var (member, subject) = what.Kind switch
        {
            EntryKind.PortCreated => ("PortCreated", what.Port),
            EntryKind.PortDeleted => ("PortDeleted", what.Port),
            EntryKind.FindingRaised => ("FindingRaised", what.Finding),
            EntryKind.FindingCleared => ("FindingCleared", what.Finding),
            _ => (null, null),
        };
        if (member is null) return;

        await bus.SignalAsync(
            BusNames.AgentPath, BusNames.Agent, member, "sa{sv}",
            (ref writer) =>
            {
                writer.WriteString(BusText.Of(subject ?? ""));
                ViewFields.Happened(report).WriteTo(ref writer);
            },
            cancellation);
    }
}
