using VirtAgent.Core.Findings;

namespace VirtAgent.Core.Analysis.Bridges;

/// <summary>What is proved of the bridges of all networks.</summary>
/// <param name="Verdicts">Verdict by network name, for every active network.</param>
/// <param name="Reasons">
/// Why a verdict is unread or undecided, a sentence each, by network name; empty for a network whose findings say it all.
/// </param>
/// <param name="Findings">
/// <c>bridge-uplink</c>, <c>bridge-stranger</c>, <c>port-isolation-off</c> and <c>promise-broken</c>.
/// </param>
public sealed record Layer2(
    IReadOnlyDictionary<string, PromiseVerdict> Verdicts,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Reasons,
    IReadOnlyList<Finding> Findings);
