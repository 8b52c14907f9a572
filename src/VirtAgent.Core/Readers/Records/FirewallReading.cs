using VirtAgent.Core.Hosts;
using VirtAgent.Core.Rulesets;

namespace VirtAgent.Core.Readers.Records;

/// <summary>The firewall of a host: iptables rules as far as they can be believed, and nftables beside them.</summary>
/// <param name="RuleSets">Up to one for each family and backend.</param>
/// <param name="Native">What nft shows beside the iptables tables.</param>
/// <param name="Taints">Where iptables-save and nft disagree; those rules are unmodelled in <paramref name="RuleSets"/>.</param>
/// <param name="Gaps">What was not recorded or could not be read, beyond what the header of the record says itself.</param>
public sealed record FirewallReading(
    IReadOnlyList<RuleSet> RuleSets, NativeFirewall Native, IReadOnlyList<Taint> Taints, IReadOnlyList<Gap> Gaps);
