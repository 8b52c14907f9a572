using System.Globalization;
using System.Text;
using VirtAgent.HtmlReport.Drawing;

namespace VirtAgent.HtmlReport;

/// <summary>
/// A picture as inline SVG. A tall one becomes several, one below the other, cut where nothing is cut in two, because a printer
/// breaks pages between them and not within one.
/// </summary>
internal static class PictureSvg
{
    private const double PageHeight = 900;
    private const double Bend = 6;

    public static void Write(Markup markup, Picture picture, string title)
    {
        var pieces = Pieces(picture.Cuts).ToList();
        foreach (var (number, (top, bottom)) in pieces.Index())
        {
            using var svg = markup.In(
                "svg",
                ("viewBox", $"0 {N(top)} {N(picture.Width)} {N(bottom - top)}"),
                ("width", N(picture.Width)),
                ("height", N(bottom - top)),
                ("role", "img"),
                ("aria-label", pieces.Count == 1 ? title : $"{title}, part {number + 1} of {pieces.Count}"));
            foreach (var wire in picture.Wires.Where(wire => Touches(wire, top, bottom)).OrderBy(wire => wire.Rank))
                Write(markup, wire);
            foreach (var box in picture.Boxes.Where(box => box.Y >= top && box.Y < bottom)) Write(markup, box);
            foreach (var label in picture.Labels.Where(label => label.Y >= top && label.Y < bottom)) Write(markup, label);
        }
    }

    private static IEnumerable<(double Top, double Bottom)> Pieces(IReadOnlyList<double> cuts)
    {
        var top = cuts[0];
        for (var i = 1; i < cuts.Count; i++)
        {
            if (i < cuts.Count - 1 && cuts[i + 1] - top <= PageHeight) continue;
            yield return (top, cuts[i]);
            top = cuts[i];
        }
    }

    private static bool Touches(Wire wire, double top, double bottom) =>
        wire.Points.Min(point => point.Y) <= bottom && wire.Points.Max(point => point.Y) >= top;

    private static void Write(Markup markup, Box box) => markup.Empty(
        "rect", ("class", box.Class), ("x", N(box.X)), ("y", N(box.Y)), ("width", N(box.Width)), ("height", N(box.Height)));

    private static void Write(Markup markup, Label label)
    {
        // A character that the font lacks comes from another one and is as wide as it likes.
        var measured = label.Text.Any(character => character > '~') ? N(label.Right - label.X) : null;
        using var text = markup.In(
            "text",
            ("class", $"{label.Face.Class} {label.Class}".TrimEnd()),
            ("x", N(label.X)),
            ("y", N(label.Baseline)),
            ("textLength", measured),
            ("lengthAdjust", measured is null ? null : "spacingAndGlyphs"));
        markup.Text(label.Text);
    }

    private static void Write(Markup markup, Wire wire)
    {
        markup.Empty("path", ("class", $"wire {wire.Class}"), ("d", Path(wire.Points)));
        var (x, y) = wire.Points[^1];
        if (wire.End == WireEnd.Arrow)
            markup.Empty("path", ("class", $"arrow {wire.Class}"), ("d", $"M{N(x)} {N(y)}l-9 -4.5v9z"));
        if (wire.End == WireEnd.Bar)
            markup.Empty("path", ("class", $"wire end {wire.Class}"), ("d", $"M{N(x)} {N(y - 5)}v10"));
        if (wire.End == WireEnd.Ring)
            markup.Empty("circle", ("class", $"wire end {wire.Class}"), ("cx", N(x)), ("cy", N(y)), ("r", "3.5"));
    }

    private static string Path(IReadOnlyList<(double X, double Y)> points)
    {
        var path = new StringBuilder($"M{N(points[0].X)} {N(points[0].Y)}");
        for (var i = 1; i < points.Count - 1; i++)
        {
            var (before, after) = (Towards(points[i], points[i - 1]), Towards(points[i], points[i + 1]));
            path.Append($"L{N(before.X)} {N(before.Y)}Q{N(points[i].X)} {N(points[i].Y)} {N(after.X)} {N(after.Y)}");
        }

        return path.Append($"L{N(points[^1].X)} {N(points[^1].Y)}").ToString();
    }

    private static (double X, double Y) Towards((double X, double Y) from, (double X, double Y) to)
    {
        var (x, y) = (to.X - from.X, to.Y - from.Y);
        var distance = Math.Max(Math.Abs(x), Math.Abs(y));
        var step = Math.Min(Bend, distance / 2);
        return distance == 0 ? from : (from.X + x / distance * step, from.Y + y / distance * step);
    }

    private static string N(double pixels) => pixels.ToString("0.##", CultureInfo.InvariantCulture);
}
