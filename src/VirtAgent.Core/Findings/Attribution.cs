using VirtAgent.Core.Hosts;

namespace VirtAgent.Core.Findings;

/// <summary>
/// Whom a change of findings is attributed to: who committed to nf_tables since the look before. Nobody, where that look could
/// not have seen the finding, or the finding does not rest on rules.
/// </summary>
internal sealed class Attribution
{
    private Audit? _before;
    private Audit? _now;
    private Moment? _at;
    private IReadOnlyList<RulesetCommit> _commits = [];

    /// <summary>Goes on to the next audit.</summary>
    /// <param name="audit">The audit.</param>
    /// <param name="at">The beginning of its look.</param>
    /// <param name="commits">Commits that its look may have seen and the one before may not, perhaps with older ones.</param>
    public void Take(Audit audit, Moment at, IReadOnlyList<RulesetCommit> commits)
    {
        _commits = _at is { } since ? [.. commits.Where(commit => commit.At.SinceBoot >= since.SinceBoot)] : [];
        (_before, _now, _at) = (_now, audit, at);
    }

    /// <summary>Who may have brought about a finding that this audit has, and no audit had before it.</summary>
    public RulesetAuthors? OfRise(FindingKey key) =>
        _before is { } before && SourceCoverage.Covers(before, key) && !Has(before, key) ? Of(key) : null;

    /// <summary>Who may have ended a finding that this audit does not have.</summary>
    public RulesetAuthors? OfEnd(FindingKey key) =>
        _before is { } before && Has(before, key) && !Has(_now!, key) ? Of(key) : null;

    private static bool Has(Audit audit, FindingKey key) => audit.Findings.Any(finding => finding.Key == key.ToString());

    private RulesetAuthors? Of(FindingKey key) => FindingCode.RestsOnRules(key.Code) ? RulesetAuthors.Of(_commits) : null;
}
