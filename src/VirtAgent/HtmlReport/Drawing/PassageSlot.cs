using VirtAgent.HtmlReport.Topology;

namespace VirtAgent.HtmlReport.Drawing;

/// <summary>Room for one passage at the left of its network: lines of text, and below them the wire.</summary>
internal sealed class PassageSlot
{
    private const int LineCells = 48;
    private const double WireGap = 4;
    private const double Gap = 9;

    /// <summary>Below <paramref name="top"/>.</summary>
    public PassageSlot(Passage passage, double top)
    {
        Passage = passage;
        var y = top;
        var labels = new List<Label>();
        IEnumerable<(string, Face)> texts =
            [(passage.Title, Face.Lead), .. passage.Witnesses.Select(witness => (witness, Face.Small))];
        foreach (var (text, face) in texts)
        {
            foreach (var line in Cells.Wrap(text, LineCells))
            {
                labels.Add(new Label(0, y, line, face, passage.Kind.ToString().ToLowerInvariant()));
                y += face.Line;
            }
        }

        Labels = labels;
        Wire = y + WireGap;
        Bottom = Wire + Gap;
    }
    public Passage Passage { get; }

    /// <summary>Its text; the left edge is yet to come.</summary>
    public IReadOnlyList<Label> Labels { get; }

    /// <summary>Height of the wire.</summary>
    public double Wire { get; }

    /// <summary>Where the next begins.</summary>
    public double Bottom { get; }
}
