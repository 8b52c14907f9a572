using VirtAgent.Core.Hosts;

namespace VirtAgent.Core.Findings;

/// <summary>
/// Who committed to nf_tables between the look that did not have a finding and the one that had it (or the other way round). With
/// several of them, one or all did it; which, nobody can tell.
/// </summary>
/// <param name="Commits">The first of each process, in order; never empty.</param>
/// <param name="More">How many more processes there were.</param>
public sealed record RulesetAuthors(IReadOnlyList<RulesetCommit> Commits, int More)
{
    // Who changes rules all the time starts a process each time, and a hundred of them say no more than a few.
    private const int Named = 8;

    /// <summary>Those of <paramref name="commits"/>; null where the kernel names nobody.</summary>
    public static RulesetAuthors? Of(IEnumerable<RulesetCommit> commits)
    {
        var authors = commits.Where(commit => commit.Pid != 0).DistinctBy(commit => (commit.Pid, commit.Command)).ToList();
        return authors.Count == 0 ? null : new RulesetAuthors([.. authors.Take(Named)], Math.Max(0, authors.Count - Named));
    }

    /// <summary><c>iptables (pid 1234), nft (pid 1240) and 3 more</c>.</summary>
    public override string ToString()
    {
        var named = string.Join(", ", Commits.Select(commit => $"{commit.Command} (pid {commit.Pid})"));
        return More == 0 ? named : $"{named} and {More} more";
    }
}
