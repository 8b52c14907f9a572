using VirtAgent.Core.Findings;
using VirtAgent.Presentation;

namespace VirtAgent.HtmlReport;

/// <summary>What was not observed, and why.</summary>
internal static class GapSection
{
    private static readonly string[] Headers = ["Source", "Reason"];

    public static void Write(Markup markup, Audit audit)
    {
        using var section = markup.In("section", ("id", "gaps"));
        markup.Element("h2", null, "Not observed");
        if (audit.Host.Gaps.Count == 0) markup.Element("p", "none", "Nothing is missing.");
        else markup.Table("gaps", Headers, audit.Host.Gaps.Select(gap => (IReadOnlyList<Cell>)[gap.Source, gap.Reason]));
    }
}
