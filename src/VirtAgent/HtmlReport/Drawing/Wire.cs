namespace VirtAgent.HtmlReport.Drawing;

/// <summary>A line along horizontal and vertical stretches.</summary>
/// <param name="Points">Where it bends, ends included.</param>
/// <param name="End">What is at the last point.</param>
/// <param name="Class">Its names in the style sheet.</param>
/// <param name="Rank">Wires of a higher one are drawn over those of a lower.</param>
internal sealed record Wire(IReadOnlyList<(double X, double Y)> Points, WireEnd End, string Class, int Rank);
