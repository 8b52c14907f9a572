using VirtAgent.Core.Hosts;

namespace VirtAgent.Core.Findings;

/// <summary>The result of one full audit of a host.</summary>
/// <param name="Host">What was observed.</param>
/// <param name="Networks">Verdicts by network name.</param>
/// <param name="Ports">Ports by network, then guest.</param>
/// <param name="Findings">Worst first, then by code and subject.</param>
public sealed record Audit(
    Host Host, IReadOnlyList<NetworkVerdict> Networks, IReadOnlyList<PortRow> Ports, IReadOnlyList<Finding> Findings)
{
    /// <summary>What the verdicts take for granted, and whether it is so; none where nothing was asked.</summary>
    public IReadOnlyList<AssumptionAnswer> Assumptions { get; init; } = [];

    /// <summary>How many findings are waived.</summary>
    public int Waived => Findings.Count(finding => finding.Waiver is not null);

    /// <summary>
    /// The exit code of a monitoring plugin: 2 for any critical finding, else 3 when anything is unread or undecided, else 1
    /// for a warning, else 0. Findings that are waived do not count; what is unread or undecided cannot be.
    /// </summary>
    public int ExitCode
    {
        get
        {
            var counting = Findings.Where(finding => finding.Waiver is null).ToList();
            if (counting.Exists(finding => finding.Severity == Severity.Critical)) return 2;
            var unknown = counting.Exists(finding => finding.Severity == Severity.Unknown
                || finding.Code == FindingCode.ForwardUndecided)
                || Networks.Any(network =>
                    network.All.Any(verdict => verdict is PromiseVerdict.Unread or PromiseVerdict.Undecided));
            if (unknown) return 3;
            return counting.Exists(finding => finding.Severity == Severity.Warning) ? 1 : 0;
        }
    }
}
