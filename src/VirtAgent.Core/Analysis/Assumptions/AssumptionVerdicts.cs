using VirtAgent.Core.Findings;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;

namespace VirtAgent.Core.Analysis.Assumptions;

/// <summary>
/// What assumptions that do not hold do to an audit: a finding each for every network they concern, and verdicts that rest on
/// them are undecided, or unread where nobody could look.
/// </summary>
/// <param name="host">The host.</param>
/// <param name="assumptions">What it answered.</param>
/// <param name="proved">The verdicts, as far as the proof goes.</param>
internal sealed class AssumptionVerdicts(
    Host host, IReadOnlyList<CheckedAssumption> assumptions, IReadOnlyList<NetworkVerdict> proved)
{
    private readonly List<Failure> _failures =
    [
        .. from one in assumptions
           where one.Outcome is AssumptionOutcome.Fails
           from breach in ((AssumptionOutcome.Fails)one.Outcome).Breaches
           from verdict in proved
           where Concerns(host, breach, verdict)
           select new Failure(one.Assumption, breach, verdict.Network.Name),
    ];

    /// <summary>What could not be read though verdicts rest on it: sources, with what assumption wants each and why.</summary>
    public IReadOnlyList<MissedSource> Missed { get; } =
    [
        .. from one in assumptions
           let unread = one.Outcome as AssumptionOutcome.Unchecked
           where unread is { Source: not null }
           select new MissedSource(unread.Source!, unread.Reason, $"The proof assumes: {one.Assumption.Statement}"),
    ];

    /// <summary>The verdicts that still stand.</summary>
    public IEnumerable<NetworkVerdict> Verdicts => proved.Select(verdict => verdict with
    {
        IPv4 = Lowered(verdict.Network, verdict.IPv4, breach => breach.Family != Family.IPv6),
        IPv6 = Lowered(verdict.Network, verdict.IPv6, breach => breach.Family != Family.IPv4),
        Layer2 = Lowered(verdict.Network, verdict.Layer2, breach => breach.Layer2),
    });

    /// <summary>A finding for each network and breach.</summary>
    public IEnumerable<Finding> Findings => _failures.Select(failure => new Finding
    {
        Code = failure.Breach.Code,
        Severity = Severity.Warning,
        Network = failure.Network,
        Subject = $"{failure.Assumption.Id}: {failure.Breach.Subject}",
        Summary = failure.Breach.Summary,
        Remedy = failure.Breach.Remedy,
        Evidence = [$"The proof assumes: {failure.Assumption.Statement}", .. failure.Breach.Evidence],
    });

    private PromiseVerdict Lowered(VirtualNetwork network, PromiseVerdict verdict, Func<Breach, bool> isAbout)
    {
        if (verdict is not (PromiseVerdict.Isolated or PromiseVerdict.Kept or PromiseVerdict.Latent)) return verdict;
        var isUndecided = _failures.Exists(
            failure => failure.Network == network.Name && failure.Breach.Code == FindingCode.BypassPath
            && isAbout(failure.Breach) && (!failure.Breach.RoutesOnly || verdict == PromiseVerdict.Latent));
        return isUndecided ? PromiseVerdict.Undecided : Missed.Count > 0 ? PromiseVerdict.Unread : verdict;
    }

    private static bool Concerns(Host host, Breach breach, NetworkVerdict verdict)
    {
        var network = verdict.Network;
        if (verdict.All.All(one => one == PromiseVerdict.NoPromise)
            || breach.Networks?.Contains(network.Name) == false) return false;
        if (breach.RoutesOnly
            && verdict is not ({ IPv4: PromiseVerdict.Latent } or { IPv6: PromiseVerdict.Latent })) return false;
        // Nothing of IPv6 enters or leaves by a bridge where it is off, whatever sends it there.
        return breach.Family != Family.IPv6 || host.Sysctls.Device(Family.IPv6, network.Bridge!, "disable_ipv6") != 1;
    }

    private sealed record Failure(Assumption Assumption, Breach Breach, string Network);
}

/// <summary>A source that a verdict needs and that was not read.</summary>
/// <param name="Source">Its name (<see cref="RecordFile"/>).</param>
/// <param name="Reason">Why it was not.</param>
/// <param name="Need">What wants it, in one sentence.</param>
internal sealed record MissedSource(string Source, string Reason, string Need);
