using VirtAgent.Core.Ledger;
using VirtAgent.Interop.Systemd;
using SystemdBus = VirtAgent.Interop.Systemd.Bus;

namespace VirtAgent.Sinks.Bus;

/// <summary>
/// The agent's own signals: each names a port or a finding first, so that a match on arg0 can pick it, and then all about it.
/// </summary>
internal static class ReportSignal
{
    /// <summary>Sends the signal for <paramref name="report"/>; most of what happens has none.</summary>
    /// <exception cref="BusException">The bus is gone.</exception>
    public static void Send(SystemdBus bus, Report report)
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

        using var signal = bus.Signal(BusNames.AgentPath, BusNames.Agent, member);
        signal.Append(BusText.Of(subject ?? ""));
        ViewFields.Happened(report).AppendTo(signal);
        bus.Send(signal);
    }
}
