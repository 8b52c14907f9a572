using VirtAgent.Core.Findings;

namespace VirtAgent.Core.Analysis.Walks;

/// <summary>One way a packet can take through the host.</summary>
/// <param name="Outcome">Where it ends.</param>
/// <param name="Out">The device it leaves on, when forwarded.</param>
/// <param name="Steps">Every rule consulted and every decision taken, in order, those that did not match included.</param>
/// <param name="Assumptions">
/// What had to be assumed of things that are not modelled or were not read; empty when the walk is certain, which it also is
/// where the sender can bring it about.
/// </param>
public sealed record Walk(WalkOutcome Outcome, string? Out, IReadOnlyList<TraceStep> Steps, IReadOnlyList<string> Assumptions)
{
    /// <summary>Copies of the packet that rules sent on, past all that stands behind them.</summary>
    public IReadOnlyList<PacketCopy> Copies { get; init; } = [];
}

/// <summary>A copy of a packet that a rule sent on (TEE, dup).</summary>
/// <param name="Out">The device it leaves on; null where that is not known.</param>
/// <param name="Rule">Where in <see cref="Walk.Steps"/> the rule stands that sent it, from 0.</param>
public sealed record PacketCopy(string? Out, int Rule);
