namespace VirtAgent.Core.Analysis.Assumptions;

/// <summary>One thing that both evaluators take for granted.</summary>
/// <param name="Id">Stable, in kebab-case.</param>
/// <param name="Statement">What is taken for granted, in one sentence.</param>
/// <param name="Check">Holds it against a host.</param>
internal sealed record Assumption(string Id, string Statement, Func<AssumedHost, AssumptionOutcome> Check);
