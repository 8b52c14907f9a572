using VirtAgent.Findings;
using VirtAgent.Model;

namespace VirtAgent.Analysis.Assumptions;

/// <summary>
/// What assumptions that do not hold do to an audit: a finding each for every network they concern, and verdicts that rest on them are
/// undecided, or unread where nobody could look.
/// </summary>
internal sealed class AssumptionVerdicts(Host host, IReadOnlyList<CheckedAssumption> assumptions)
{
    private readonly ILookup<string, (Assumption Assumption, Breach Breach)> _byNetwork = assumptions
        .SelectMany(one => one.Outcome is AssumptionOutcome.Fails fails ? fails.Breaches.Select(breach => (one.Assumption, Breach: breach)) : [])
        .SelectMany(pair => new AssumedHost(host).Promised.Where(network => Concerns(host, pair.Breach, network))
            .Select(network => (network.Name, pair)))
        .ToLookup(pair => pair.Name, pair => pair.pair, StringComparer.Ordinal);

    private readonly bool _unread = assumptions.Any(one =>
        one.Outcome is AssumptionOutcome.Unchecked { Source: { } source } && host.Unread(source) is not null);

    /// <summary>A finding for each network and breach.</summary>
    public IEnumerable<Finding> Findings =>
        from network in _byNetwork
        from pair in network
        select new Finding
        {
            Code = pair.Breach.Code,
            Severity = Severity.Warning,
            Network = network.Key,
            Subject = $"{pair.Assumption.Id}: {pair.Breach.Subject}",
            Summary = pair.Breach.Summary,
            Remedy = pair.Breach.Remedy,
            Evidence = [$"The proof assumes: {pair.Assumption.Statement}", .. pair.Breach.Evidence],
        };

    /// <summary><paramref name="verdict"/>, as far as it still stands.</summary>
    public NetworkVerdict Of(NetworkVerdict verdict) => verdict with
    {
        IPv4 = Lowered(verdict.Network, verdict.IPv4, breach => breach.Family != Family.IPv6),
        IPv6 = Lowered(verdict.Network, verdict.IPv6, breach => breach.Family != Family.IPv4),
        Layer2 = Lowered(verdict.Network, verdict.Layer2, breach => breach.Layer2),
    };

    private Verdict Lowered(VirtualNetwork network, Verdict verdict, Func<Breach, bool> isAbout)
    {
        if (verdict is not (Verdict.Isolated or Verdict.Kept or Verdict.Latent)) return verdict;
        var isUndecided = _byNetwork[network.Name].Any(pair => pair.Breach.Code == FindingCode.BypassPath && isAbout(pair.Breach)
            && (!pair.Breach.RoutesOnly || verdict == Verdict.Latent));
        return isUndecided ? Verdict.Undecided : _unread ? Verdict.Unread : verdict;
    }

    // Nothing of IPv6 enters or leaves by a bridge where it is off, whatever sends it there.
    private static bool Concerns(Host host, Breach breach, VirtualNetwork network) =>
        breach.Networks?.Contains(network.Name) != false
        && !(breach.Family == Family.IPv6 && host.Sysctls.Device(Family.IPv6, network.Bridge!, "disable_ipv6") == 1);
}
