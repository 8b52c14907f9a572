namespace VirtAgent.Core.Analysis.Walks;

/// <summary>One way the routing of a packet can end.</summary>
/// <param name="Outcome">Forwarded (to <paramref name="Device"/>), ToHost or NotForwarded.</param>
/// <param name="Device">Device it leaves on when forwarded, else null.</param>
/// <param name="Table">The routing table that decided, or "rule" where a policy rule did.</param>
/// <param name="Text">The decision in words.</param>
/// <param name="Assumption">What has to be assumed for it; null when it is certain.</param>
internal sealed record RouteDecision(WalkOutcome Outcome, string? Device, string Table, string Text, string? Assumption);
