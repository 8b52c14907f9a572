using VirtAgent.Core.Findings;

namespace VirtAgent.Presentation;

/// <summary>Networks with their verdicts, as a table.</summary>
internal static class NetworkTable
{
    private static readonly string[] Headers = ["Network", "Mode", "Bridge", "Ports", "IPv4", "IPv6", "Layer 2"];

    public static void Write(Screen screen, IEnumerable<NetworkVerdict> networks) => screen.Table(Headers, networks.Select(Row));

    private static Cell[] Row(NetworkVerdict verdict) =>
    [
        verdict.Network.Name, Names.Of(verdict.Network.Mode), verdict.Network.Bridge, verdict.Ports,
        Cell(verdict.IPv4), Cell(verdict.IPv6), Cell(verdict.Layer2),
    ];

    private static Cell Cell(PromiseVerdict verdict) => new(Names.Of(verdict), Names.ToneOf(verdict));
}
