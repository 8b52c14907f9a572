using VirtAgent.Findings;

namespace VirtAgent.Cli;

/// <summary>An audit for people and monitoring systems: status line, networks, findings, gaps.</summary>
internal static class CheckReport
{
    /// <summary>Prints it.</summary>
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
        foreach (var gap in audit.Host.Gaps) screen.Line(new Cell($"   {gap.Source}: ", Tone.Warning), gap.Reason);
    }

    private static Tone ToneOf(int exitCode) => exitCode switch
    {
        0 => Tone.Good,
        2 => Tone.Bad,
        _ => Tone.Warning,
    };
}
