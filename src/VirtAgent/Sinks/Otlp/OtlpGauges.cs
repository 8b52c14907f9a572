using System.Diagnostics;
using System.Diagnostics.Metrics;
using VirtAgent.Core.Findings;
using VirtAgent.Presentation;

namespace VirtAgent.Sinks.Otlp;

/// <summary>What stands now as gauges. No UUID is an attribute: a series a port would never end.</summary>
internal sealed class OtlpGauges : IDisposable
{
    /// <summary>The meter's name, by which an exporter asks for it.</summary>
    public const string Name = "VirtAgent";

    private readonly Meter _meter = new(Name);
    private readonly Func<AgentView> _view;

    /// <summary>Asks <paramref name="view"/> each time metrics are collected, on the exporter's thread.</summary>
    public OtlpGauges(Func<AgentView> view)
    {
        _view = view;
        _meter.CreateObservableGauge(
            "virtagent.network.verdict", () => Each(Verdicts), null, "1 for the verdict that stands, by network and scope");
        _meter.CreateObservableGauge(
            "virtagent.findings", () =>
                Each(audit => Findings(audit, waived: false)), "{finding}", "Findings that stand and are not waived");
        _meter.CreateObservableGauge(
            "virtagent.findings.waived", () =>
                Each(audit => Findings(audit, waived: true)), "{finding}", "Findings that stand and are waived");
        _meter.CreateObservableGauge("virtagent.ports", () => Each(Ports), "{port}", "Ports by network and state");
        _meter.CreateObservableGauge("virtagent.gaps", () => Each(Gaps), "{gap}", "What could not be observed");
        _meter.CreateObservableGauge(
            "virtagent.last_proof.time", LastProof, "s", "When the verdicts were last known to hold, since 1970");
        _meter.CreateObservableGauge(
            "virtagent.ledger.entries", () => _view().LedgerEntries, "{entry}", "Entries in the ledger");
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<long>> Each(Func<Audit, IEnumerable<Measurement<long>>> of) =>
        _view().Audit is { } audit ? of(audit) : [];

    private static IEnumerable<Measurement<long>> Verdicts(Audit audit) =>
        from network in audit.Networks
        from scope in ((string Name, PromiseVerdict Verdict)[])
            [("ipv4", network.IPv4), ("ipv6", network.IPv6), ("layer2", network.Layer2)]
        select Counted(
            1, ("libvirt.network.name", network.Network.Name), ("virtagent.scope", scope.Name),
            ("virtagent.verdict", Names.Of(scope.Verdict)));

    private static IEnumerable<Measurement<long>> Findings(Audit audit, bool waived) => audit.Findings
        .Where(finding => finding.Waiver is not null == waived)
        .CountBy(finding => (finding.Code, finding.Severity))
        .Select(count => Counted(
            count.Value, ("virtagent.code", count.Key.Code), ("virtagent.severity", Names.Of(count.Key.Severity))));

    private static IEnumerable<Measurement<long>> Ports(Audit audit) => audit.Ports
        .CountBy(port => (port.Network, State: Names.Of(port.State) ?? "unknown"))
        .Select(count => Counted(
            count.Value, ("libvirt.network.name", count.Key.Network), ("virtagent.state", count.Key.State)));

    private static IEnumerable<Measurement<long>> Gaps(Audit audit) => [new(audit.Host.Gaps.Count)];

    private IEnumerable<Measurement<double>> LastProof() =>
        _view().LastProof is { } time ? [new(time.ToUnixTimeMilliseconds() / 1000.0)] : [];

    private static Measurement<long> Counted(long value, params (string Name, string Value)[] attributes)
    {
        var tags = new TagList();
        foreach (var (name, text) in attributes) tags.Add(name, text);
        return new Measurement<long>(value, tags);
    }
}
