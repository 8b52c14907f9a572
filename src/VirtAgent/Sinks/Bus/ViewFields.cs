using System.Reflection;
using VirtAgent.Core.Findings;
using VirtAgent.Presentation;

namespace VirtAgent.Sinks.Bus;

/// <summary>
/// What the agent knows in the names of the bus: properties as <c>deploy/dbus/*.xml</c> declare them, dictionaries with the names
/// of <c>check --format json</c>.
/// </summary>
internal static class ViewFields
{
    private static readonly string Version = typeof(ViewFields).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>The properties of Agent1 that tell when they change.</summary>
    public static Fields Agent(AgentView view) => new()
    {
        { "Networks", BusValue.Of((view.Audit?.Networks ?? []).Select(Network)) },
        { "Findings", BusValue.Of(view.Findings.Select(Standing)) },
        { "Gaps", BusValue.Of((view.Audit?.Host.Gaps ?? []).Select(gap => (gap.Source, gap.Reason))) },
    };

    /// <summary>Those that do not, because they change all the time or never.</summary>
    public static Fields AgentQuiet(AgentView view, TimeSpan uptime) => new()
    {
        { "Version", Version },
        { "Uptime", BusValue.Of((ulong)uptime.TotalMicroseconds) },
        { "LastProof", BusValue.Of(view.LastProof) },
        { "LedgerEntries", BusValue.Of((ulong)view.LedgerEntries) },
    };

    /// <summary>The properties of Port1; what is not known is empty.</summary>
    public static Fields Port(PortRow row)
    {
        var line = PortLine.Of(row);
        return new Fields
        {
            { "Uuid", line.Uuid ?? "" },
            { "Network", line.Network ?? "" },
            { "Guest", line.Guest },
            { "GuestUuid", line.GuestUuid },
            { "Mac", line.Mac ?? "" },
            { "Model", line.Model ?? "" },
            { "Tap", line.Tap ?? "" },
            { "Bridge", line.Bridge ?? "" },
            { "State", line.State ?? "" },
        };
    }

    /// <summary>What a signal says of something that happened.</summary>
    public static Fields Happened(Report report)
    {
        var what = report.What;
        var fields = new Fields
        {
            { "time", BusValue.Of(what.At.Time) },
            { "network", what.Network },
            { "guest", what.Guest },
            { "guest_uuid", what.GuestUuid },
            { "mac", what.Mac },
            { "tap", what.Tap },
            { "bridge", what.Bridge },
            { "detail", what.Detail },
            { "changed_by", report.ChangedBy?.ToString() },
        };
        if (report.Finding is { } finding)
            foreach (var field in Finding(finding))
                if (fields.Find(field.Key) is null) fields.Add(field);

        return fields;
    }

    private static Fields Network(NetworkVerdict verdict) => new()
    {
        { "name", verdict.Network.Name },
        { "uuid", verdict.Network.Uuid },
        { "mode", Names.Of(verdict.Network.Mode) },
        { "bridge", verdict.Network.Bridge },
        { "ipv4", Names.Of(verdict.IPv4) },
        { "ipv6", Names.Of(verdict.IPv6) },
        { "layer2", Names.Of(verdict.Layer2) },
        { "ports", BusValue.Of((uint)verdict.Ports) },
    };

    // One that the ledger knows and no audit has seen since is known by its key alone.
    private static Fields Standing(ActiveFinding standing)
    {
        var fields = standing.Finding is { } finding
            ? Finding(finding)
            : new Fields { { "key", standing.Key }, { "network", standing.Network }, { "summary", standing.Summary } };
        fields.Add("first_seen", BusValue.Of(standing.FirstSeen.Time));
        fields.Add("changed_by", standing.ChangedBy?.ToString());
        return fields;
    }

    private static Fields Finding(Finding finding) => new()
    {
        { "key", finding.Key },
        { "code", finding.Code },
        { "severity", Names.Of(finding.Severity) },
        { "network", finding.Network },
        { "subject", finding.Subject },
        { "summary", finding.Summary },
        { "remedy", finding.Remedy },
        { "waived", finding.Waiver?.ToString() },
        { "evidence", BusValue.Of(finding.Evidence) },
        { "witness", finding.Witness is { } witness ? PacketLine.Of(witness) : null },
    };
}
