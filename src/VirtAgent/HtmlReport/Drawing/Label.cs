namespace VirtAgent.HtmlReport.Drawing;

/// <summary>One line of text.</summary>
/// <param name="X">Left edge.</param>
/// <param name="Y">Upper edge of the line.</param>
/// <param name="Text">What it says.</param>
/// <param name="Face">How large.</param>
/// <param name="Class">Its further names in the style sheet.</param>
internal sealed record Label(double X, double Y, string Text, Face Face, string Class = "")
{
    /// <summary>Where the text stands.</summary>
    public double Baseline => Y + Face.Size;
    public double Right => X + Face.Width(Text);

    /// <summary>Lower edge of the line.</summary>
    public double Bottom => Y + Face.Line;
}
