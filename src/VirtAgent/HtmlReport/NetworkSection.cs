using VirtAgent.Core.Findings;
using VirtAgent.Presentation;

namespace VirtAgent.HtmlReport;

/// <summary>Networks with their verdicts.</summary>
internal static class NetworkSection
{
    private static readonly string[] Headers = ["Network", "Mode", "Bridge", "Ports", "IPv4", "IPv6", "Layer 2"];

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
        Word(verdict.IPv4), Word(verdict.IPv6), Word(verdict.Layer2),
    ];

    private static Cell Word(PromiseVerdict verdict) => new(Names.Of(verdict), Names.ToneOf(verdict));
}
