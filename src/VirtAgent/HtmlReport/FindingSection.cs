using VirtAgent.Core.Findings;
using VirtAgent.Presentation;

namespace VirtAgent.HtmlReport;

/// <summary>Findings, each with evidence, witness, trace and remedy.</summary>
internal static class FindingSection
{
    private const int EvidenceInView = 6;

    private static readonly string[] Headers = ["Where", "Rule", "Text", "Outcome"];

    public static void Write(Markup markup, Audit audit)
    {
        using var section = markup.In("section", ("id", "findings"));
        markup.Element("h2", null, "Findings");
        if (audit.Findings.Count == 0) markup.Element("p", "none", "None.");
        foreach (var finding in audit.Findings) Write(markup, finding);
    }

    private static void Write(Markup markup, Finding finding)
    {
        var tone = finding.Waiver is null ? Names.ToneOf(finding.Severity) : Tone.Plain;
        using var article = markup.In("article", tone.ToString().ToLowerInvariant());
        using (markup.In("p", "code"))
        {
            markup.Badge(new Cell(Names.Of(finding.Severity), tone));
            if (finding.Waiver is not null) markup.Badge(new Cell("waived", Tone.Plain));
            markup.Element("strong", null, finding.Code);
            markup.Element("span", null, finding.Network is null ? finding.Subject : $"{finding.Network} · {finding.Subject}");
        }

        markup.Element("h3", null, finding.Summary);
        if (finding.Waiver is { } waiver) markup.Element("p", "waived", waiver.ToString());
        if (finding.Witness is { } witness)
        {
            using var packet = markup.In("p", "packet");
            markup.Element("b", null, "Packet");
            markup.Element("code", null, PacketLine.Of(witness));
        }

        Evidence(markup, finding.Evidence);
        if (finding.Trace.Count > 0) markup.Table("trace", Headers, finding.Trace.Select(Row));
        using var remedy = markup.In("p", "remedy");
        markup.Element("b", null, "What to do");
        markup.Element("span", null, finding.Remedy);
    }

    private static void Evidence(Markup markup, IReadOnlyList<string> evidence)
    {
        if (evidence.Count == 0) return;
        if (evidence.Count <= EvidenceInView)
        {
            List(markup, evidence);
            return;
        }

        List(markup, evidence.Take(EvidenceInView - 1));
        using var rest = markup.In("details");
        markup.Element("summary", null, $"{evidence.Count - EvidenceInView + 1} more");
        List(markup, evidence.Skip(EvidenceInView - 1));
    }

    private static void List(Markup markup, IEnumerable<string> evidence)
    {
        using var list = markup.In("ul");
        foreach (var line in evidence) markup.Element("li", null, line);
    }

    private static IReadOnlyList<Cell> Row(TraceStep step) =>
    [
        $"{step.Backend} {step.Table}/{step.Chain}", step.Rule == 0 ? "" : $"{step.Rule}", step.Text, step.Outcome,
    ];
}
