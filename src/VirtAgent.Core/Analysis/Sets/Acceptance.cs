using VirtAgent.Core.Rulesets;

namespace VirtAgent.Core.Analysis.Sets;

/// <summary>The packets one rule of filter FORWARD, or the policy at its end, lets through.</summary>
/// <param name="Backend">Backend of the chain.</param>
/// <param name="Rule">The accepting rule; null for the policy.</param>
/// <param name="Packets">The packets.</param>
internal sealed record Acceptance(Backend Backend, Rule? Rule, Bounds Packets);
