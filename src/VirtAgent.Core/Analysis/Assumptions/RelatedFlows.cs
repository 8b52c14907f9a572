using VirtAgent.Core.Hosts;

namespace VirtAgent.Core.Analysis.Assumptions;

/// <summary>
/// What lets a guest make a flow that conntrack calls RELATED to another one, and rules let pass as such. The rules that do so
/// are asked for by the text that is shown of them.
/// </summary>
internal static class RelatedFlows
{
    /// <summary>A helper believes what guests write: a DCC line opens a port to the whole world.</summary>
    public static AssumptionOutcome Helpers(AssumedHost host)
    {
        var breaches = RulesWith(host.Host, "--helper ", " helper set").Select(rule => new Breach(
            rule, $"A rule has conntrack read flows of guests and let in what they announce: {rule}",
            "Narrow the rule to senders and ports that are no guest's, or delete it."));
        if (host.Host.Sysctls.Number("net.netfilter.nf_conntrack_helper") > 0)
        {
            breaches = breaches.Append(new Breach(
                "net.netfilter.nf_conntrack_helper",
                    "Conntrack helpers read every flow on a well-known port, those of guests too.",
                "sysctl -w net.netfilter.nf_conntrack_helper=0"));
        }

        breaches = breaches.Concat((host.Host.Flows?.Expected ?? []).Select(helper => new Breach(
            $"expected by {helper}", $"The helper {helper} expects a flow that will be RELATED, whoever sends it.",
            "conntrack -F expect")));
        return AssumptionOutcome.Of(breaches, "No rule, no sysctl and no flow has a helper.");
    }

    /// <summary>A flow that TPROXY takes is tracked as it came, so an ICMP error about it is RELATED, with any payload.</summary>
    public static AssumptionOutcome Proxies(AssumedHost host) => AssumptionOutcome.Of(
        RulesWith(host.Host, "-j TPROXY", "tproxy").Select(rule => new Breach(
            rule, $"A rule takes flows of guests to a local socket, and errors about them are RELATED: {rule}",
            "Have the rule name devices that are no guest's bridge, or reject RELATED ahead of what accepts it.")),
        "No rule is TPROXY.");

    private static IEnumerable<string> RulesWith(Host host, string iptables, string native) =>
        host.RuleSets.SelectMany(set => set.Tables).SelectMany(table => table.Chains.Values).SelectMany(chain => chain.Rules)
            .Where(rule => rule.Text.Contains(iptables, StringComparison.Ordinal)).Select(rule => $"-t {rule.Table} {rule.Text}")
            .Concat(host.Native.Rewrites.Where(rule => rule.What.Contains(native, StringComparison.Ordinal))
                .Select(rule => rule.ToString()));
}
