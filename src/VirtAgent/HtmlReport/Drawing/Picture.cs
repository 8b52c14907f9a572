namespace VirtAgent.HtmlReport.Drawing;

/// <summary>A drawing as data: what is where, before it is SVG.</summary>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
/// <param name="Boxes">Rectangles, those behind first.</param>
/// <param name="Labels">Text.</param>
/// <param name="Wires">Lines.</param>
/// <param name="Cuts">Heights at which it may be cut without cutting a box or a text, the upper and lower edge included.</param>
internal sealed record Picture(
    double Width, double Height, IReadOnlyList<Box> Boxes, IReadOnlyList<Label> Labels, IReadOnlyList<Wire> Wires,
    IReadOnlyList<double> Cuts);
