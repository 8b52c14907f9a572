using VirtAgent.Core.Findings;

namespace VirtAgent.Presentation;

/// <summary>An audit for people and monitoring systems: status line, networks, findings, gaps.</summary>
internal static class CheckReport
{
    public static void Write(Screen screen, Audit audit)
    {
        screen.Line(new Cell(StatusLine.Of(audit), ToneOf(audit.ExitCode)));
        if (audit.Networks.Count > 0)
        {
            screen.Line();
            NetworkTable.Write(screen, audit.Networks);
        }

        foreach (var finding in audit.Findings)
        {
            screen.Line();
            FindingReport.Write(screen, finding);
        }

        if (audit.Host.Gaps.Count == 0) return;
        screen.Line();
        screen.Line(new Cell(" Not observed:", Tone.Strong));
        foreach (var gaps in audit.Host.Gaps.GroupBy(gap => gap.Reason))
            screen.Line(new Cell($"   {string.Join(", ", gaps.Select(gap => gap.Source))}: ", Tone.Warning), gaps.Key);
    }

    /// <summary>The same for programs.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="audit">The audit.</param>
    /// <param name="lastProof">When a running agent made it; null where it was made just now.</param>
    public static void WriteJson(TextWriter output, Audit audit, DateTimeOffset? lastProof = null) =>
        JsonOutput.Write(output, audit.Host, json =>
        {
            if (lastProof is { } proof) json.WriteString("last_proof", TimeText.Utc(proof));
            AuditJson.Members(json, audit);
        });

    private static Tone ToneOf(int exitCode) => exitCode switch
    {
        0 => Tone.Good,
        2 => Tone.Bad,
        _ => Tone.Warning,
    };
}
