using System.Text;
using Spectre.Console;

namespace VirtAgent.Cli;

/// <summary>Standard output for people: lines and tables like virsh's, in colour where that is wanted.</summary>
internal sealed class Screen
{
    // Nothing is ever wrapped: a UUID in two halves cannot be copied, and grep wants a row in one line.
    private const int Unbounded = 100_000;

    private readonly TextWriter _output;
    private readonly StringBuilder _rendered = new();
    private readonly IAnsiConsole _console;

    /// <summary>Prints to <paramref name="output"/>.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="colour">Whether tones are shown.</param>
    public Screen(TextWriter output, bool colour)
    {
        _output = output;
        _console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(new StringWriter(_rendered)),
            Ansi = colour ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = colour ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
        _console.Profile.Width = Unbounded;
        _console.Profile.Capabilities.Unicode = true;
    }

    /// <summary>One line of pieces.</summary>
    public void Line(params ReadOnlySpan<Cell> pieces)
    {
        var line = new Paragraph();
        foreach (var piece in pieces) line.Append(Printable.Line(piece.Text), StyleOf(piece.Tone));
        _console.Write(line);
        _console.WriteLine();
        Flush();
    }

    /// <summary>A table; every row has as many cells as there are <paramref name="headers"/>.</summary>
    public void Table(IReadOnlyList<string> headers, IEnumerable<Cell[]> rows)
    {
        var table = new Table { Border = new VirshBorder(), UseSafeBorder = false };
        foreach (var header in headers)
            table.AddColumn(new TableColumn(new Text(header)) { NoWrap = true, Padding = new Padding(1, 0, 2, 0) });
        foreach (var row in rows)
            table.AddRow(row.Select(cell => new Text(Printable.Line(cell.Text), StyleOf(cell.Tone))));
        _console.Write(table);

        // The upper and the lower border are empty, and still lines of their own.
        Flush(emptyLines: false);
    }

    // Spectre fills the last column with blanks, which a pipe would have to carry.
    private void Flush(bool emptyLines = true)
    {
        using var lines = new StringReader(_rendered.ToString());
        _rendered.Clear();
        while (lines.ReadLine() is { } line)
        {
            if (emptyLines || line.Length > 0) _output.WriteLine(line.TrimEnd(' '));
        }
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
