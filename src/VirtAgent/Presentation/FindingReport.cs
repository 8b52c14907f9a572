using VirtAgent.Core.Findings;

namespace VirtAgent.Presentation;

/// <summary>A finding for people: what, since when it matters, the packet, the rules it met, what to do.</summary>
internal static class FindingReport
{
    private const string Indent = "   ";

    public static void Write(Screen screen, Finding finding)
    {
        screen.Line(
            new Cell(" " + Names.Of(finding.Severity).ToUpperInvariant(), finding.Waiver is null
                ? Names.ToneOf(finding.Severity)
                : Tone.Plain),
            new Cell($"  {finding.Code}  ", Tone.Strong),
            finding.Summary);
        if (finding.Waiver is { } waiver) screen.Line(new Cell(Indent + waiver, Tone.Strong));
        foreach (var evidence in finding.Evidence) Field(screen, "evidence", evidence);
        if (finding.Witness is { } witness) Field(screen, "packet", PacketLine.Of(witness));
        foreach (var step in finding.Trace.Where(Decides)) Field(screen, "trace", Step(step));
        Field(screen, "remedy", finding.Remedy);
    }

    /// <summary>A step in one line: <c>nft filter/FORWARD 3: -i virbr71 -j ACCEPT => accept</c>.</summary>
    public static string Step(TraceStep step)
    {
        var number = step.Rule == 0 ? "" : $" {step.Rule}";
        return $"{step.Backend} {step.Table}/{step.Chain}{number}: {step.Text} => {step.Outcome}";
    }

    /// <summary>A line below the finding.</summary>
    public static void Field(Screen screen, string name, string text) =>
        screen.Line(new Cell($"{Indent}{name,-9} ", Tone.Faint), text);

    // Chains that only let pass what reaches their end say nothing; the one an operator asks about is filter's.
    private static bool Decides(TraceStep step) =>
        step.Outcome != "no match" && (step.Outcome != "policy accept" || step.Table == "filter");
}
