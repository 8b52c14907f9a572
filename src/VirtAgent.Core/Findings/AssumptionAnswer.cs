namespace VirtAgent.Core.Findings;

/// <summary>One thing that a proof takes for granted, and whether it is so on this host.</summary>
/// <param name="Id">Stable, in kebab-case: <c>no-source-routing</c>.</param>
/// <param name="Statement">What is taken for granted, in one sentence.</param>
/// <param name="Holds">Whether it is so; null where that could not be looked at.</param>
/// <param name="Detail">What was found, or why nothing could be; one sentence each.</param>
public sealed record AssumptionAnswer(string Id, string Statement, bool? Holds, string Detail);
