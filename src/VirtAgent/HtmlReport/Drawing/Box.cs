namespace VirtAgent.HtmlReport.Drawing;

/// <summary>A rectangle, in pixels from the top left.</summary>
/// <param name="X">Left edge.</param>
/// <param name="Y">Upper edge.</param>
/// <param name="Width">Width.</param>
/// <param name="Height">Height.</param>
/// <param name="Class">Its names in the style sheet.</param>
internal sealed record Box(double X, double Y, double Width, double Height, string Class)
{
    public double Right => X + Width;
    public double Bottom => Y + Height;
}
