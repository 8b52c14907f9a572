using VirtAgent.Core.Ports;

namespace VirtAgent.Observe.Hints;

/// <summary>A notice on its way to the ledger.</summary>
/// <param name="Notice">What is reported.</param>
/// <param name="Committed">Called once it is on disk, for who keeps a copy until then; must not throw or block.</param>
/// <param name="EarlierBoot">Boot id of a notice that outlived its boot, whose SinceBoot counts from there.</param>
internal sealed record PortReport(PortNotice Notice, Action? Committed = null, string? EarlierBoot = null);
