using VirtAgent.Core.Hosts;

namespace VirtAgent.Core.Findings;

/// <summary>A finding that does not stand any more.</summary>
/// <param name="Finding">It.</param>
/// <param name="At">The audit that did not have it.</param>
/// <param name="Stood">From the audit that had it first to that one.</param>
public sealed record ClearedFinding(ActiveFinding Finding, Moment At, TimeSpan Stood)
{
    /// <summary>Who changed the rules when it ended; null where that is not known.</summary>
    public RulesetAuthors? ChangedBy { get; init; }
}
