using VirtAgent.Core.Findings;

namespace VirtAgent.Core.Analysis.Walks;

/// <summary>One way a packet can take through the host.</summary>
/// <param name="Outcome">Where it ends.</param>
/// <param name="Out">The device it leaves on, when forwarded.</param>
/// <param name="Steps">Every rule consulted and every decision taken, in order, those that did not match included.</param>
/// <param name="Assumptions">
/// What had to be assumed of things that are not modelled or were not read; empty when the walk is certain.
/// </param>
public sealed record Walk(
    WalkOutcome Outcome, string? Out, IReadOnlyList<TraceStep> Steps, IReadOnlyList<string> Assumptions);
