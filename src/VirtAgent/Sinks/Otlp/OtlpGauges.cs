using System.Diagnostics.Metrics;
using VirtAgent.Core.Findings;
using VirtAgent.Presentation;

namespace VirtAgent.Sinks.Otlp;

/// <summary>
/// What stands now as gauges, and for a while what no longer does as 0. No UUID is an attribute: a series a port would never end.
/// </summary>
internal sealed class OtlpGauges : IDisposable
{
    /// <summary>The meter's name, by which an exporter asks for it.</summary>
    public const string Name = "VirtAgent";

    private readonly Meter _meter = new(Name);
    private readonly Func<AgentView> _view;

    /// <summary>Asks <paramref name="view"/> each time metrics are collected, on the exporter's thread.</summary>
    /// <param name="view">What stands now.</param>
    /// <param name="interval">How often metrics are sent.</param>
    /// <param name="clock">Says how long ago a series vanished.</param>
    public OtlpGauges(Func<AgentView> view, TimeSpan interval, TimeProvider clock)
    {
        _view = view;

        void Series(string name, string? unit, string description, Func<Audit, IEnumerable<(long, (string, string)[])>> of)
        {
            var series = new ReportedSeries(interval, clock);
            _meter.CreateObservableGauge(
                name, () => series.Export(_view().Audit is { } audit ? of(audit) : []), unit, description);
        }

        Series("virtagent.network.verdict", null, "1 for the verdict that stands, by network and scope", Verdicts);
        Series("virtagent.findings", "{finding}", "Findings that stand and are not waived", audit => Findings(audit, false));
        Series("virtagent.findings.waived", "{finding}", "Findings that stand and are waived", audit => Findings(audit, true));
        Series("virtagent.ports", "{port}", "Ports by network and state", Ports);
        Series("virtagent.gaps", "{gap}", "What could not be observed", audit => [(audit.Host.Gaps.Count, [])]);
        _meter.CreateObservableGauge(
            "virtagent.last_proof.time", LastProof, "s", "When the verdicts were last known to hold, since 1970");
        _meter.CreateObservableGauge(
            "virtagent.ledger.entries", () => _view().LedgerEntries, "{entry}", "Entries in the ledger");
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private static IEnumerable<(long, (string, string)[])> Verdicts(Audit audit) =>
        from network in audit.Networks
        from scope in ((string Name, PromiseVerdict Verdict)[])
            [("ipv4", network.IPv4), ("ipv6", network.IPv6), ("layer2", network.Layer2)]
        select Counted(
            1, ("libvirt.network.name", network.Network.Name), ("virtagent.scope", scope.Name),
            ("virtagent.verdict", Names.Of(scope.Verdict)));

    private static IEnumerable<(long, (string, string)[])> Findings(Audit audit, bool waived) => audit.Findings
        .Where(finding => finding.Waiver is not null == waived)
        .CountBy(finding => (finding.Code, finding.Severity))
        .Select(count => Counted(
            count.Value, ("virtagent.code", count.Key.Code), ("virtagent.severity", Names.Of(count.Key.Severity))));

    private static IEnumerable<(long, (string, string)[])> Ports(Audit audit) => audit.Ports
        .CountBy(port => (port.Network, State: Names.Of(port.State) ?? "unknown"))
        .Select(count => Counted(
            count.Value, ("libvirt.network.name", count.Key.Network), ("virtagent.state", count.Key.State)));

    private IEnumerable<Measurement<double>> LastProof() =>
        _view().LastProof is { } time ? [new(time.ToUnixTimeMilliseconds() / 1000.0)] : [];

    private static (long, (string, string)[]) Counted(long value, params (string, string)[] attributes) => (value, attributes);
}
