using VirtAgent.Ports;

namespace VirtAgent.Observe.Hints;

/// <summary>A notice on its way to the ledger.</summary>
/// <param name="Notice">What is reported.</param>
/// <param name="Committed">Called once it is on disk, for a reporter that keeps its own copy until then; must not throw or block.</param>
internal sealed record PortReport(PortNotice Notice, Action? Committed = null);
