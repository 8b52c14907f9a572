using VirtAgent.Core.Analysis.Assumptions;
using VirtAgent.Core.Analysis.Sets;
using VirtAgent.Core.Findings;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Rulesets;
using VirtAgent.Core.Text;

namespace VirtAgent.Core.Analysis;

/// <summary>
/// Findings about the host's own state: tables that cannot be trusted, the IPv6 guard, and what could not be read.
/// </summary>
internal static class HostFindings
{
    /// <summary>Sources a verdict can do without, or that the proof itself reports when it misses them.</summary>
    private static readonly string[] Optional =
        [RecordFile.Dnsmasq, RecordFile.Addresses, RecordFile.Routes4, RecordFile.Routes6, RecordFile.Policy, RecordFile.Policy6,
            RecordFile.Sysctls, RecordFile.Conntrack];

    /// <summary>The findings, given what verdicts missed.</summary>
    public static IEnumerable<Finding> Of(Host host, IEnumerable<MissedSource> missed) =>
        Tainted(host.Taints).Concat(Unguarded(host)).Concat(Unread(host, missed.ToLookup(one => one.Source)));

    // One for a chain: the number of a rule changes with every rule above it.
    private static IEnumerable<Finding> Tainted(IReadOnlyList<Taint> taints) =>
        from taint in taints
        group taint by (taint.Family, taint.Table, taint.Chain) into place
        let reasons = place.Select(taint => taint.Number is { } number ? $"rule {number}: {taint.Reason}" : taint.Reason).ToList()
        select new Finding
        {
            Code = FindingCode.RulesTainted,
            Severity = Severity.Warning,
            Subject = $"{place.Key.Family} {place.Key.Table}{(place.Key.Chain is null ? "" : $"/{place.Key.Chain}")}",
            Summary = $"iptables-save cannot be believed for table {place.Key.Table} of {place.Key.Family}: "
                + place.First().Reason,
            Remedy = "Keep native nft rules in a table of their own ('nft add table inet NAME'), "
                + "and delete them from the iptables table.",
            Evidence = reasons,
        };

    /// <summary>A network without IPv6 has no ip6 rules; only disable_ipv6 on its bridge keeps its guests' IPv6 in.</summary>
    private static IEnumerable<Finding> Unguarded(Host host) =>
        from network in host.Networks
        where network.HasPromise && !network.Prefixes(Family.IPv6).Any()
            && ForwardGate.IPv6Enabled(host, network.Bridge!) == true && HasIPv6Rules(host, network.Bridge!) == false
        select new Finding
        {
            Code = FindingCode.IPv6GuardOff,
            Severity = Severity.Warning,
            Network = network.Name,
            Subject = network.Bridge!,
            Summary = $"IPv6 is enabled on {network.Bridge}, the bridge of '{network.Name}', which has no IPv6 and so no "
                + "ip6tables rules to keep it in.",
            Remedy = new ShellCommand("sysctl", "-w", $"net.ipv6.conf.{network.Bridge!.Replace('.', '/')}.disable_ipv6=1")
                .ToString(),
            Evidence = [$"net.ipv6.conf.{network.Bridge}.disable_ipv6 is not 1"],
        };

    // Null where nobody knows.
    private static bool? HasIPv6Rules(Host host, string bridge) =>
        Enum.GetValues<Backend>().Any(backend => host.Unread(RecordFile.Rules(Family.IPv6, backend)) is not null)
            ? null
            : host.RuleSets
        .Where(set => set.Family == Family.IPv6).SelectMany(set => set.Tables).SelectMany(table => table.Chains.Values)
        .SelectMany(chain => chain.Rules)
        .Any(rule => rule.Target is Target.Drop && rule.Matches.Any(match =>
            match is Match.InDevice { Negated: false } entered && entered.Pattern.Name == bridge
            || match is Match.OutDevice { Negated: false } left && left.Pattern.Name == bridge));

    private static IEnumerable<Finding> Unread(Host host, ILookup<string, MissedSource> missed)
    {
        var gaps = host.Gaps.Where(gap => missed.Contains(gap.Source) || !(Optional.Contains(gap.Source.Split('/')[0])
            || (host.HasRulesAlone && RecordFile.BesideRules.Contains(gap.Source))));
        var reasons = gaps.GroupBy(gap => gap.Source).ToDictionary(group => group.Key, group => group.First().Reason);
        foreach (var group in missed) reasons.TryAdd(group.Key, group.First().Reason);
        return reasons.Keys.Select(source => new Finding
        {
            Code = FindingCode.SourceUnread,
            Severity = Severity.Unknown,
            Subject = source,
            Summary = $"{source} was not read: {reasons[source].TrimEnd('.')}.",
            Remedy = "Run virt-agent as root (or with CAP_NET_ADMIN and access to libvirt), with iptables and nftables "
                + "installed, and look at the reason given.",
            Evidence = missed[source].Select(one => one.Need).Distinct().ToList(),
        });
    }
}
