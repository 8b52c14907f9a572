using Spectre.Console;
using Spectre.Console.Rendering;
using VirtAgent.Core.Findings;
using VirtAgent.Presentation;

namespace VirtAgent.Cli;

/// <summary>
/// The picture <c>watch</c> keeps on the terminal: status line, verdicts, ports and the worst findings, in 80 columns.
/// </summary>
internal static class LiveView
{
    private const int UuidShown = 8;
    private const int FindingsShown = 3;

    // Status, time, two headers with their rules and the blank lines between the parts.
    private const int Furniture = 11;

    /// <summary>Draws it for a terminal of <paramref name="height"/> lines; ports that do not fit are counted.</summary>
    public static IRenderable Draw(Audit audit, DateTimeOffset at, int height)
    {
        var findings = audit.Findings.Where(finding => finding.Severity > Severity.Info).Take(FindingsShown).ToList();
        var room = Math.Max(3, height - Furniture - audit.Networks.Count - (2 * findings.Count));
        return new Rows(
        [
            Line(StatusLine.Of(audit).Split(" | ")[0],
                audit.ExitCode switch { 0 => Tone.Good, 2 => Tone.Bad, _ => Tone.Warning }),
            Line($"{at.ToLocalTime():HH:mm:ss}  {audit.Host.Header.Uri}  Ctrl-C ends", Tone.Faint),
            Text.Empty, Networks(audit), Text.Empty, Ports(audit.Ports.Take(room)),
            .. audit.Ports.Count > room
                ? [Line($"… and {audit.Ports.Count - room} more: virt-agent ports", Tone.Faint)]
                : Array.Empty<IRenderable>(),
            .. findings.Select(finding => Line(
                $"{finding.Code}  {(finding.Waiver is { } waiver ? $"{waiver}; " : "")}{finding.Summary}",
                finding.Waiver is null ? Names.ToneOf(finding.Severity) : Tone.Plain)),
        ]);
    }

    private static Table Networks(Audit audit) => Table(
        ["Network", "Mode", "Bridge", "Ports", "IPv4", "IPv6", "Layer 2"],
        audit.Networks.Select(network => (Cell[])
        [
            network.Network.Name, Names.Of(network.Network.Mode), network.Network.Bridge, network.Ports,
            Verdict(network.IPv4), Verdict(network.IPv6), Verdict(network.Layer2),
        ]));

    private static Table Ports(IEnumerable<PortRow> ports) => Table(
        ["Port", "Guest", "MAC", "Tap", "Bridge", "Network", "State"],
        ports.Select(port => (Cell[])
        [
            port.Uuid[..Math.Min(UuidShown, port.Uuid.Length)], port.Guest, port.Mac?.ToString(), port.Tap, port.Bridge,
                port.Network,
            new Cell(Names.Of(port.State) ?? "-", Names.ToneOf(port.State)),
        ]));

    private static Cell Verdict(PromiseVerdict verdict) => new(Names.Of(verdict), Names.ToneOf(verdict));

    private static Table Table(string[] headers, IEnumerable<Cell[]> rows)
    {
        var table = new Table { Border = TableBorder.Simple };
        // A long name is cut off rather than wrapped: a row that takes two lines pushes another one out of the picture.
        foreach (var header in headers)
            table.AddColumn(new TableColumn(new Text(header)) { NoWrap = true, Padding = new Padding(0, 0, 1, 0) });
        foreach (var row in rows)
            table.AddRow(row.Select(cell =>
                new Text(Printable.Line(cell.Text), Screen.StyleOf(cell.Tone)) { Overflow = Overflow.Ellipsis }));
        return table;
    }

    private static Text Line(string text, Tone tone) =>
        new(Printable.Line(text), Screen.StyleOf(tone)) { Overflow = Overflow.Ellipsis };
}
