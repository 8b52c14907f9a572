using VirtAgent.Cli;
using VirtAgent.Findings;

namespace VirtAgent.HtmlReport;

/// <summary>Networks with their verdicts.</summary>
internal static class NetworkSection
{
    private static readonly string[] Headers = ["Network", "Mode", "Bridge", "Ports", "IPv4", "IPv6", "Layer 2"];

    /// <summary>Writes them.</summary>
    public static void Write(Markup markup, Audit audit)
    {
        using var section = markup.In("section", ("id", "networks"));
        markup.Element("h2", null, "Networks");
        if (audit.Networks.Count == 0) markup.Element("p", "none", $"No network is active at {audit.Host.Header.Uri}.");
        else markup.Table("verdicts", Headers, audit.Networks.Select(Row));
    }

    private static IReadOnlyList<Cell> Row(NetworkVerdict verdict) =>
    [
        verdict.Network.Name, Names.Of(verdict.Network.Mode), verdict.Network.Bridge, verdict.Ports,
        new Cell(Names.Of(verdict.IPv4), Names.ToneOf(verdict.IPv4)), new Cell(Names.Of(verdict.IPv6), Names.ToneOf(verdict.IPv6)),
        new Cell(Names.Of(verdict.Layer2), Names.ToneOf(verdict.Layer2)),
    ];
}
