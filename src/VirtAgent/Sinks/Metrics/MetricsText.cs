using VirtAgent.Core.Findings;
using VirtAgent.Presentation;

namespace VirtAgent.Sinks.Metrics;

/// <summary>
/// What the agent knows as Prometheus metrics. Names and labels are a contract with dashboards and alerts (<c>deploy/grafana</c>,
/// <c>deploy/prometheus</c>). Labels that other libvirt exporters have too are called as they call them, so that both join.
/// </summary>
internal static class MetricsText
{
    private static readonly PortState?[] States = [.. Enum.GetValues<PortState>(), null];

    public static string Of(MetricsView view)
    {
        var lines = new MetricLines();
        Agent(lines, view);
        if (view.Audit is { } audit)
        {
            Verdicts(lines, audit);
            Ports(lines, audit);
        }

        if (view.Ledger is { } ledger) Ledger(lines, ledger);
        return lines.ToString();
    }

    private static void Agent(MetricLines lines, MetricsView view)
    {
        lines.Gauge("virtagent_build_info", "Version of the agent; always 1.");
        lines.Sample(1, ("version", view.Version));
        lines.Gauge("virtagent_uptime_seconds", "How long the agent has been running.");
        lines.Sample(view.Uptime.TotalSeconds);
        if (view.LastProof is { } proof)
        {
            lines.Gauge("virtagent_last_proof_timestamp_seconds", "When the last proof was done, as Unix time.");
            lines.Sample(proof.ToUnixTimeMilliseconds() / 1000.0);
        }

        if (view.ProofDuration is { } duration)
        {
            lines.Gauge("virtagent_proof_duration_seconds", "How long the last proof took.");
            lines.Sample(duration.TotalSeconds);
        }

        lines.Counter("virtagent_hints_total", "How often a source said that something may have changed.");
        foreach (var (source, count) in view.Hints.OrderBy(hint => hint.Key, StringComparer.Ordinal))
            lines.Sample(count, ("source", source));
        lines.Counter("virtagent_ruleset_commits_total", "Changes of nf_tables that the kernel reported.");
        lines.Sample(view.Commits);
    }

    private static void Verdicts(MetricLines lines, Audit audit)
    {
        lines.Gauge("virtagent_status", "Whether the audit as a whole is ok, warning, critical or unknown: 1 for the one it is.");
        foreach (var exit in Enumerable.Range(0, 4))
            lines.Sample(audit.ExitCode == exit ? 1 : 0, ("status", StatusLine.State(exit).ToLowerInvariant()));
        lines.Gauge("virtagent_network_info", "An active libvirt network; always 1.");
        foreach (var (network, _, _, _, _) in audit.Networks)
        {
            lines.Sample(
                1, ("network", network.Name), ("uuid", network.Uuid), ("mode", Names.Of(network.Mode)),
                ("source_bridge", network.Bridge));
        }

        lines.Gauge("virtagent_network_verdict", "What is proved of a network's IPv4, IPv6 and layer 2; always 1.");
        foreach (var verdict in audit.Networks)
        {
            foreach (var (family, word) in new[] { ("ipv4", verdict.IPv4), ("ipv6", verdict.IPv6), ("layer2", verdict.Layer2) })
                lines.Sample(1, ("network", verdict.Network.Name), ("family", family), ("verdict", Names.Of(word)));
        }

        lines.Gauge("virtagent_findings", "Findings that stand and are not waived, by code; a code without any is absent.");
        Findings(lines, audit.Findings.Where(finding => finding.Waiver is null));
        lines.Gauge("virtagent_findings_waived", "Findings that stand and are waived, by code; a code without any is absent.");
        Findings(lines, audit.Findings.Where(finding => finding.Waiver is not null));
        lines.Gauge("virtagent_gaps", "What could not be observed, by source; a source without any is absent.");
        foreach (var group in audit.Host.Gaps.GroupBy(gap => gap.Source.Split('/')[0]))
            lines.Sample(group.Count(), ("source", group.Key));
    }

    private static void Findings(MetricLines lines, IEnumerable<Finding> findings)
    {
        foreach (var group in findings.GroupBy(finding => (finding.Code, finding.Severity)))
            lines.Sample(group.Count(), ("code", group.Key.Code), ("severity", Names.Of(group.Key.Severity)));
    }

    private static void Ports(MetricLines lines, Audit audit)
    {
        lines.Gauge("virtagent_ports", "Ports of a network, by how port, guest and kernel agree about them.");
        var ports = audit.Ports.ToLookup(port => (port.Network, port.State));
        var networks = audit.Networks.Select(network => network.Network.Name).Union(audit.Ports.Select(port => port.Network));
        foreach (var network in networks)
        {
            foreach (var state in States)
                lines.Sample(ports[(network, state)].Count(), ("network", network), ("state", Names.Of(state) ?? "unknown"));
        }

        lines.Gauge("virtagent_port_info", "Which guest holds which port, with its tap and bridge; always 1.");
        foreach (var port in audit.Ports)
        {
            lines.Sample(
                1, ("port", port.Uuid), ("network", port.Network), ("domain", port.Guest), ("mac_address", port.Mac?.ToString()),
                ("model_type", port.Model), ("target_device", port.Tap), ("source_bridge", port.Bridge));
        }
    }

    private static void Ledger(MetricLines lines, LedgerFigures ledger)
    {
        lines.Gauge("virtagent_ledger_ok", "Whether the ledger can be written to.");
        lines.Sample(ledger.Ok ? 1 : 0);
        lines.Counter("virtagent_ledger_entries_total", "Entries written to the ledger since the agent started.");
        lines.Sample(ledger.Entries);
        lines.Gauge("virtagent_ledger_spooled_entries", "Entries that wait until the ledger can be written to.");
        lines.Sample(ledger.Spooled);
        lines.Counter("virtagent_ledger_lost_entries_total", "Entries that were lost because the spool was full.");
        lines.Sample(ledger.Lost);
    }
}
