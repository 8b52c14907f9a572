namespace VirtAgent.Core.Rulesets;

/// <summary>One rule: all matches must hold, then the target acts.</summary>
/// <param name="Table">Table it stands in.</param>
/// <param name="Chain">Chain it stands in.</param>
/// <param name="Number">Position in the chain, from 1, as <c>iptables -L --line-numbers</c> counts.</param>
/// <param name="Text">The rule as it was printed, without counters.</param>
/// <param name="Matches">All must hold; empty always holds.</param>
/// <param name="Target">What happens then.</param>
public sealed record Rule(
    string Table, string Chain, int Number, string Text, IReadOnlyList<Match> Matches, Target Target)
{
    /// <summary>
    /// Whether negated payload matches of this rule may have been merged by iptables-nft before 1.8.11, so that the kernel
    /// matches when any of them holds while the dump prints all (facts: netfilter release notes 1.8.11). Set on nft-backed
    /// rules with two or more negated address, protocol, port or ICMP matches.
    /// </summary>
    public bool MergedNegations { get; init; }

    /// <summary>Whether every match and the target are modelled exactly.</summary>
    public bool IsExact => !MergedNegations && Target is not Target.Unmodelled
        && !Matches.Any(match => match is Match.Unmodelled);
}
