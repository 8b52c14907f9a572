using VirtAgent.Core.Ledger;
using VirtAgent.Presentation;

namespace VirtAgent.Cli;

/// <summary>A port's dossier for people.</summary>
internal static class PortReport
{
    private const string Written = "As the operator wrote it";
    private const string Live = "As libvirt runs it";

    /// <summary>Prints it, in two columns where a terminal of <paramref name="columns"/> has room for them.</summary>
    public static void Write(Screen screen, PortDossier dossier, int? columns)
    {
        var row = dossier.Row;
        Field(screen, "Port", row.Uuid);
        Field(screen, "State", new Cell(Names.Of(row.State) ?? "unknown", Names.ToneOf(row.State)));
        Field(screen, "Guest", string.IsNullOrEmpty(row.Guest) ? null : $"{row.Guest} ({row.GuestUuid})");
        Field(screen, "Network", row.Network);
        Field(screen, "MAC", row.Mac?.ToString());
        Field(screen, "Model", row.Model);
        Field(screen, "Alias", row.Nic?.Alias);
        Field(screen, "Address", row.Nic?.GuestAddress);
        Field(screen, "Tap", Tap(dossier));
        Field(screen, "Bridge", row.Bridge);

        screen.Line();
        Interfaces(screen, dossier, columns ?? 0);
        screen.Line();
        Block(screen, "Port", row.Port is null ? ["no network lists this port"] : XmlLines.Of(row.Port.Xml));
    }

    /// <summary>Prints what the ledger says about it.</summary>
    public static void Write(Screen screen, IReadOnlyList<LedgerEntry> history)
    {
        screen.Line();
        screen.Line(new Cell(" History", Tone.Strong));
        foreach (var (_, what, _) in history)
        {
            screen.Line($" {TimeText.Show(what.At.Time)}  {what.Kind.Word(),-12}  {what.Tap ?? what.Bridge}  {what.Detail}");
        }
    }

    /// <summary>The kernel's side in one line.</summary>
    public static string? Tap(PortDossier dossier)
    {
        if (dossier.Row.Tap is not { } name) return null;
        if (dossier.Tap is not { } tap) return $"{name}, which the kernel does not have";
        var mac = tap.Mac is { } address ? $"{address} on the host's side" : "without a MAC";
        return $"{name}, {(tap.Up ? "up" : "down")}, in {tap.Master ?? "no bridge"}, {mac}";
    }

    // The left column is never cut: with too little room, or none that is known, the two stand below each other.
    private static void Interfaces(Screen screen, PortDossier dossier, int columns)
    {
        var left = Lines(dossier.Written?.Xml, "not in the persistent definition");
        var right = Lines(dossier.Row.Nic?.Xml, "no running guest names this port");
        var width = left.Append(Written).Max(line => line.Length) + 3;
        if (1 + width + right.Append(Live).Max(line => line.Length) > columns)
        {
            Block(screen, Written, left);
            screen.Line();
            Block(screen, Live, right);
            return;
        }

        screen.Line(new Cell(" " + Written.PadRight(width) + Live, Tone.Strong));
        for (var i = 0; i < Math.Max(left.Count, right.Count); i++)
            screen.Line(" " + (left.ElementAtOrDefault(i) ?? "").PadRight(width) + right.ElementAtOrDefault(i));
    }

    private static IReadOnlyList<string> Lines(string? xml, string absent) => xml is null ? [absent] : XmlLines.Of(xml);

    private static void Block(Screen screen, string title, IReadOnlyList<string> lines)
    {
        screen.Line(new Cell(" " + title, Tone.Strong));
        foreach (var line in lines) screen.Line(" " + line);
    }

    private static void Field(Screen screen, string name, Cell value) => screen.Line(new Cell($" {name,-9} ", Tone.Faint), value);
}
