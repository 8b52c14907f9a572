using VirtAgent.Findings;

namespace VirtAgent.Record.Bus;

/// <summary>A finding that was raised and not cleared.</summary>
/// <param name="Key">Its key, as in the ledger.</param>
/// <param name="Finding">What was found, as of the last round.</param>
/// <param name="Since">When it was raised.</param>
internal sealed record StandingFinding(string Key, Finding Finding, DateTimeOffset Since);
