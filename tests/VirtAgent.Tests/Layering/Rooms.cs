namespace VirtAgent.Tests.Layering;

/// <summary>
/// The rooms of the house and which other rooms each may use. A room is a folder under <c>src</c> and the namespace of the same
/// name; the folder above it (Sinks for Sinks.Bus) is another room. They are listed from the ground up: a room uses rooms of
/// lines before its own.
/// </summary>
internal static class Rooms
{
    // What a host is made of; nearly everything speaks in these words.
    private const string Model = "Core.Packets Core.Routing Core.Rulesets Core.Hosts";

    // What one source of the live host is built with: its hints, and the record that it writes into.
    private const string Source = Model + " Core.Text Hosting Observe.Hints Observe.Snapshots";

    // What a sink is handed, and the words it is told in.
    private const string Sink = Model + " Core.Ledger Core.Findings Presentation Logging Hosting Sinks";

    private const string Table = $"""
        Interop:
        Interop.Libvirt: Interop
        Interop.Posix: Interop
        Interop.Inotify: Interop Interop.Posix
        Interop.Netlink: Interop Interop.Posix
        Interop.Nftables: Interop Interop.Posix Interop.Netlink
        Interop.Systemd:

        Core.Text:
        Core.Packets:
        Core.Routing: Core.Packets
        Core.Rulesets: Core.Text Core.Packets Core.Routing
        Core.Hosts: Core.Packets Core.Routing Core.Rulesets
        Core.Rulesets.Iptables: {Model}
        Core.Readers.Libvirt: {Model} Core.Text
        Core.Readers.Iproute: {Model} Core.Text
        Core.Readers.Iptables: {Model} Core.Text
        Core.Readers.Nftables: {Model} Core.Text Core.Rulesets.Iptables Core.Readers.Iptables
        Core.Readers.Kernel: {Model} Core.Text Core.Readers.Nftables
        Core.Readers.Assumptions: {Model} Core.Text
        Core.Readers.Records: {Model} Core.Text Core.Readers.Assumptions Core.Readers.Libvirt Core.Readers.Iproute
            Core.Readers.Iptables
            Core.Readers.Nftables
        Core.Ledger: {Model} Core.Text
        Core.Ports: {Model} Core.Text Core.Ledger Core.Readers.Libvirt
        Core.Findings: {Model} Core.Text Core.Ledger
        Core.Analysis.Path: {Model}
        Core.Analysis.Sets: {Model} Core.Rulesets.Iptables Core.Analysis.Path
        Core.Analysis.Walks: {Model} Core.Rulesets.Iptables Core.Findings Core.Analysis.Path
        Core.Analysis.Bridges: {Model} Core.Text Core.Findings
        Core.Analysis.Assumptions: {Model} Core.Text Core.Findings Core.Analysis.Walks Core.Analysis.Bridges
        Core.Analysis: {Model} Core.Text Core.Findings Core.Analysis.Path Core.Analysis.Sets Core.Analysis.Walks
            Core.Analysis.Bridges Core.Analysis.Assumptions

        Presentation: {Model} Core.Findings Core.Analysis.Walks
        Logging: Presentation
        Hosting: {Model} Interop.Posix Logging
        DBus:
        Observe.Hints: {Model} Core.Text Core.Ports Core.Readers.Libvirt Hosting DBus Interop Interop.Posix Interop.Inotify
            Interop.Netlink
        Observe.Snapshots: {Model} Core.Text Core.Ports Core.Readers.Records Interop.Posix
        Observe.Tools: {Source} Core.Readers.Iptables
        Observe.Network: {Source} Core.Readers.Assumptions Interop.Posix Interop.Netlink
        Observe.Libvirt: {Source} Core.Readers.Libvirt Interop.Libvirt
        Observe.Netfilter: {Source} Core.Readers.Iptables Core.Readers.Nftables Core.Readers.Kernel Core.Readers.Records
            Observe.Tools Interop.Posix Interop.Netlink Interop.Nftables
        Observe: {Source} Core.Ports Core.Readers.Libvirt Core.Readers.Records Observe.Tools Observe.Network Observe.Libvirt
            Observe.Netfilter
        Ledger: {Model} Core.Text Core.Ledger Hosting
        Sinks: {Model} Core.Ledger Core.Findings Presentation Logging
        Sinks.Bus: {Sink} DBus
        Sinks.Journal: {Sink}
        Sinks.Metrics: {Sink} Interop.Posix
        Sinks.Otlp: {Sink}
        Sinks.Webhook: {Sink}
        Sinks.Endpoint: {Sink}
        Configuration: Core.Text Core.Ledger Core.Findings Observe.Libvirt Sinks.Journal Sinks.Metrics Sinks.Otlp
            Sinks.Webhook Sinks.Endpoint
        Control: {Model} Core.Ledger Core.Findings Hosting Logging Presentation Ledger Configuration
        Watch: {Sink} Core.Ports Core.Analysis Interop.Posix Interop.Systemd Observe Observe.Hints Observe.Snapshots Ledger
            Sinks.Bus Sinks.Journal Sinks.Metrics Sinks.Otlp Sinks.Webhook Sinks.Endpoint Configuration Control
        HtmlReport.Topology: {Model} Core.Findings Presentation
        HtmlReport.Drawing: {Model} Core.Findings Presentation HtmlReport.Topology
        HtmlReport: {Model} Core.Findings Presentation HtmlReport.Topology HtmlReport.Drawing
        Cli: {Model} Core.Readers.Records Core.Ledger Core.Findings Core.Analysis Core.Analysis.Walks Core.Analysis.Bridges
            Presentation Logging Hosting Observe Observe.Hints Observe.Snapshots Observe.Libvirt Interop.Libvirt Ledger
            Configuration Control Watch HtmlReport
        """;

    /// <summary>Each room, from the ground up, with those it may use beside itself.</summary>
    public static readonly IReadOnlyList<(string Name, IReadOnlyList<string> Uses)> All =
    [
        .. Table.Replace("\n    ", " ", StringComparison.Ordinal).Split('\n').Where(line => line.Length > 0).Select(line =>
            (line.Split(':')[0], (IReadOnlyList<string>)line.Split(':')[1].Split(' ', StringSplitOptions.RemoveEmptyEntries))),
    ];

    /// <summary>Names of all, for theories.</summary>
    public static TheoryData<string> Names => [.. All.Select(room => room.Name)];

    /// <summary>Which rooms the room of that name may use.</summary>
    public static IReadOnlyList<string> UsesOf(string name) => All.Single(room => room.Name == name).Uses;

    /// <summary>The room that is the namespace <paramref name="full"/>, or null where that is none of ours.</summary>
    public static string? OfNamespace(string full) =>
        full.StartsWith("VirtAgent.", StringComparison.Ordinal) ? full["VirtAgent.".Length..] : null;
}
