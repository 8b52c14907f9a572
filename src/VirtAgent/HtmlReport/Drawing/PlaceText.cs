using VirtAgent.HtmlReport.Topology;
using VirtAgent.Presentation;

namespace VirtAgent.HtmlReport.Drawing;

/// <summary>What is written in the box of a place: name, details, badges.</summary>
internal sealed class PlaceText
{
    private const int TitleCells = 27;
    private const int DetailCells = 36;
    private const double Widest = 246;
    private const double BadgePadding = 7;
    private const double BadgeHeight = 18;
    private const double BadgeGap = 5;
    private const double Above = 5;

    private readonly List<Label> _labels = [];
    private readonly List<Box> _badges = [];

    /// <summary>Measures the text of a place; its upper left corner is 0,0.</summary>
    public PlaceText(Place place)
    {
        Write(Cells.Wrap(place.Title, TitleCells), Face.Title);
        Write(place.Details.SelectMany(detail => Cells.Wrap(detail, DetailCells)), Face.Small);
        if (place.Badges.Count > 0) Flow(place.Badges);
        Width = _labels.Select(label => label.Right).Concat(_badges.Select(badge => badge.Right)).Max();
    }

    /// <summary>From the left of the longest line to its right.</summary>
    public double Width { get; }

    /// <summary>From the first line to the last.</summary>
    public double Height { get; private set; }

    /// <summary>The text, moved.</summary>
    public IEnumerable<Label> Labels(double x, double y) =>
        _labels.Select(label => label with { X = label.X + x, Y = label.Y + y });

    /// <summary>The badges' boxes, moved.</summary>
    public IEnumerable<Box> Badges(double x, double y) =>
        _badges.Select(badge => badge with { X = badge.X + x, Y = badge.Y + y });

    private void Write(IEnumerable<string> lines, Face face)
    {
        foreach (var line in lines)
        {
            _labels.Add(new Label(0, Height, line, face));
            Height += face.Line;
        }
    }

    private void Flow(IReadOnlyList<Cell> badges)
    {
        var x = 0.0;
        Height += Above;
        foreach (var (text, tone) in badges)
        {
            var width = Face.Small.Width(text) + 2 * BadgePadding;
            if (x > 0 && x + width > Widest)
            {
                x = 0;
                Height += BadgeHeight + BadgeGap;
            }

            _badges.Add(new Box(x, Height, width, BadgeHeight, $"badge {tone.ToString().ToLowerInvariant()}"));
            _labels.Add(new Label(x + BadgePadding, Height + 2, text, Face.Small, $"on {tone.ToString().ToLowerInvariant()}"));
            x += width + BadgeGap;
        }

        Height += BadgeHeight;
    }
}
