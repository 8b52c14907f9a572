using VirtAgent.Core.Analysis.Assumptions;
using VirtAgent.Core.Analysis.Bridges;
using VirtAgent.Core.Analysis.Sets;
using VirtAgent.Core.Findings;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;

namespace VirtAgent.Core.Analysis;

/// <summary>The whole analysis: one look at a host in, verdicts and findings out.</summary>
public static class Judge
{
    /// <summary>
    /// Audits <paramref name="host"/>. Never throws for what a host holds; what cannot be judged is unread or undecided.
    /// </summary>
    /// <param name="host">The host.</param>
    /// <param name="memory">What was proved at an earlier look at the same host; null for a single one.</param>
    public static Audit Audit(Host host, ProofMemory? memory = null)
    {
        memory ??= new ProofMemory();
        var ports = PortJoin.Rows(host);
        var layer2 = BridgeMembers.Judge(host, ports);
        var families = new[] { Family.IPv4, Family.IPv6 }
            .Select(family => memory.Of(host, family, table => Prove(host, family, table))).ToList();
        var proofs = host.Networks.ToDictionary(network => network.Name,
            network => families.Select(proofs => proofs[network.Name]).ToList());

        var assumptions = AssumptionList.Check(host);
        var assumed = new AssumptionVerdicts(host, assumptions, [.. host.Networks.Select(network => new NetworkVerdict(
            network, proofs[network.Name][0].Verdict, proofs[network.Name][1].Verdict, layer2.Verdicts[network.Name],
            host.Ports.Count(port => port.Network == network.Name)))]);
        var isolated = host.Networks.Where(network => network.Mode == ForwardMode.None).Select(network => network.Name)
            .ToHashSet(StringComparer.Ordinal);
        var findings = proofs.Values.SelectMany(pair => pair).SelectMany(proof => proof.Findings)
            .Concat(layer2.Findings)
            .Concat(assumed.Findings)
            .Concat(NetworkLosses.Of(host, assumed.Verdicts))
            .Concat(PortFindings.Of(host, ports))
            .Concat(HostFindings.Of(host, proofs.Values.SelectMany(pair => pair).SelectMany(Missed).Concat(assumed.Missed)))
            .OrderByDescending(finding => (int)finding.Severity)
            .ThenBy(finding => finding.Code, StringComparer.Ordinal)
            // The status line shows the first: a leak seen from the isolated network says more than from the one it leaks to.
            .ThenBy(finding => finding.Network is { } name && isolated.Contains(name) ? 0 : 1)
            .ThenBy(finding => finding.Network, StringComparer.Ordinal)
            .ThenBy(finding => finding.Subject, StringComparer.Ordinal);
        return new Audit(
            host, [.. assumed.Verdicts], ports, [.. findings])
        { Assumptions = [.. assumptions.Select(one => one.Answer)] };
    }

    private static IEnumerable<MissedSource> Missed(Proof proof) => proof.Unread.Select(source => new MissedSource(
        source, "a value in it that the verdict needs was not observed",
        $"{proof.Family} of '{proof.Network.Name}' is unread for want of it"));

    private static Dictionary<string, Proof> Prove(Host host, Family family, BddTable table)
    {
        var prover = new FamilyProver(host, family, table);
        return host.Networks.ToDictionary(network => network.Name, prover.Of);
    }
}
