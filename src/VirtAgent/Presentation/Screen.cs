using System.Text;
using Spectre.Console;

namespace VirtAgent.Presentation;

/// <summary>Standard output for people: lines and tables like virsh's, in colour where that is wanted.</summary>
internal sealed class Screen
{
    private readonly TextWriter _output;
    private readonly IAnsiConsole? _colours;

    /// <summary>Prints to <paramref name="output"/>.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="colour">Whether tones are shown.</param>
    public Screen(TextWriter output, bool colour)
    {
        _output = output;
        // Only where there are colours: setting Spectre up and laying out one table with it takes longer than the whole audit.
        if (colour) _colours = Colours(output);
    }

    /// <summary>
    /// One line of pieces. It is never wrapped: a UUID in two halves cannot be copied, and grep wants a row in one line.
    /// </summary>
    public void Line(params ReadOnlySpan<Cell> pieces)
    {
        if (_colours is not null)
        {
            foreach (var piece in pieces) _colours.Write(new Text(Printable.Line(piece.Text), StyleOf(piece.Tone)));
            _colours.WriteLine();
            return;
        }

        var line = new StringBuilder();
        foreach (var piece in pieces) line.Append(Printable.Line(piece.Text));
        _output.WriteLine(line.ToString().TrimEnd(' '));
    }

    /// <summary>A table; every row has as many cells as there are <paramref name="headers"/>.</summary>
    public void Table(IReadOnlyList<string> headers, IEnumerable<Cell[]> rows)
    {
        List<Cell[]> lines = [[.. headers], .. rows];
        var widths = new int[headers.Count];
        foreach (var line in lines)
        {
            for (var i = 0; i < widths.Length; i++) widths[i] = Math.Max(widths[i], Width(line[i]));
        }

        var rule = 0;
        foreach (var width in widths) rule += width + 3;
        Line(Padded(lines[0], widths));
        Line(new string('-', rule));
        for (var i = 1; i < lines.Count; i++) Line(Padded(lines[i], widths));
    }

    private static Cell[] Padded(Cell[] row, int[] widths)
    {
        var pieces = new List<Cell>(2 * row.Length);
        for (var i = 0; i < row.Length; i++)
        {
            pieces.Add(new Cell(" "));
            pieces.Add(row[i]);
            // A pipe need not carry blanks behind the last column.
            if (i < row.Length - 1) pieces.Add(new Cell(new string(' ', widths[i] - Width(row[i]) + 2)));
        }

        return [.. pieces];
    }

    // A terminal gives Chinese and its like two columns a character.
    private static int Width(Cell cell)
    {
        var text = Printable.Line(cell.Text);
        return Ascii.IsValid(text) ? text.Length : text.GetCellWidth();
    }

    private static IAnsiConsole Colours(TextWriter output)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(output),
            Ansi = AnsiSupport.Yes,
            ColorSystem = ColorSystemSupport.Standard,
            Interactive = InteractionSupport.No,
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
        console.Profile.Width = int.MaxValue;
        return console;
    }

    /// <summary>How a tone looks.</summary>
    public static Style StyleOf(Tone tone) => tone switch
    {
        Tone.Good => new Style(Color.Green),
        Tone.Warning => new Style(Color.Olive),
        Tone.Bad => new Style(Color.Maroon, decoration: Decoration.Bold),
        Tone.Strong => new Style(decoration: Decoration.Bold),
        Tone.Faint => new Style(decoration: Decoration.Dim),
        _ => Style.Plain,
    };
}
