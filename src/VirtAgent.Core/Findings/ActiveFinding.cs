using VirtAgent.Core.Hosts;

namespace VirtAgent.Core.Findings;

/// <summary>A finding that was raised and not cleared.</summary>
/// <param name="Key">What it is known by: see <see cref="Finding.Key"/>.</param>
/// <param name="Network">The network it is about, or null.</param>
/// <param name="Summary">One sentence that says what is wrong.</param>
/// <param name="FirstSeen">The audit that had it first.</param>
/// <param name="LastSeen">The audit that had it last.</param>
public sealed record ActiveFinding(string Key, string? Network, string Summary, Moment FirstSeen, Moment LastSeen)
{
    /// <summary>The finding as it was seen last; null where only the ledger knows of it.</summary>
    public Finding? Finding { get; init; }

    /// <summary>Who changed the rules when it was seen first; null where that is not known.</summary>
    public RulesetAuthors? ChangedBy { get; init; }

    /// <summary>Whether it was raised as one that is waived.</summary>
    public bool IsWaived { get; init; }

    /// <summary>Whether it came and went so often that it is only cleared after it has been quiet for a while.</summary>
    public bool IsFlapping { get; init; }
}
