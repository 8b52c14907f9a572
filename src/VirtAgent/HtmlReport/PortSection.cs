using VirtAgent.Core.Findings;
using VirtAgent.Presentation;

namespace VirtAgent.HtmlReport;

/// <summary>Ports: which guest holds which.</summary>
internal static class PortSection
{
    private static readonly string[] Headers = ["Port", "Guest", "MAC", "Model", "Tap", "Bridge", "Network", "State"];

    public static void Write(Markup markup, Audit audit)
    {
        using var section = markup.In("section", ("id", "ports"));
        markup.Element("h2", null, "Ports");
        if (audit.Ports.Count == 0) markup.Element("p", "none", "None.");
        else markup.Table("ports", Headers, audit.Ports.Select(PortLine.Of).Select(Row));
    }

    private static IReadOnlyList<Cell> Row(PortLine port) =>
    [
        port.Uuid, port.Guest, port.Mac, port.Model, port.Tap, port.Bridge, port.Network,
        new Cell(port.State ?? "unknown", port.Tone),
    ];
}
