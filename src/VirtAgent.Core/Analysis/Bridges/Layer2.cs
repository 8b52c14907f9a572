using VirtAgent.Core.Findings;

namespace VirtAgent.Core.Analysis.Bridges;

/// <summary>What is proved of the bridges of all networks.</summary>
/// <param name="Verdicts">Verdict by network name, for every active network.</param>
/// <param name="Findings">
/// <c>bridge-uplink</c>, <c>bridge-stranger</c>, <c>port-isolation-off</c> and <c>promise-broken</c>.
/// </param>
public sealed record Layer2(
    IReadOnlyDictionary<string, PromiseVerdict> Verdicts, IReadOnlyList<Finding> Findings);
