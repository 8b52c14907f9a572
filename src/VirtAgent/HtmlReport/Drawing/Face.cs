namespace VirtAgent.HtmlReport.Drawing;

/// <summary>A size of fixed-width text.</summary>
/// <param name="Class">Its name in the style sheet.</param>
/// <param name="Size">Height of the font in pixels.</param>
internal sealed record Face(string Class, double Size)
{
    // The widest of the usual fixed-width fonts, DejaVu and Menlo, take 0.602.
    private const double CellPerSize = 0.605;

    /// <summary>Names of places.</summary>
    public static readonly Face Title = new("title", 14);

    /// <summary>Names of guests.</summary>
    public static readonly Face Name = new("name", 12.5);

    /// <summary>All else.</summary>
    public static readonly Face Small = new("small", 11);

    /// <summary>What a small text begins with.</summary>
    public static readonly Face Lead = new("small lead", 11);

    /// <summary>From one line of text to the next.</summary>
    public double Line => Math.Ceiling(Size * 1.36);

    /// <summary>Width of <paramref name="text"/> in pixels.</summary>
    public double Width(string text) => Cells.Of(text) * Size * CellPerSize;
}
