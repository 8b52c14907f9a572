using VirtAgent.Core.Findings;

namespace VirtAgent.Presentation;

/// <summary>What a proof takes for granted, for people: what it is, whether it is so, and what was found.</summary>
internal static class AssumptionReport
{
    /// <summary>Prints it below the audit.</summary>
    public static void Write(Screen screen, IReadOnlyList<AssumptionAnswer> assumptions)
    {
        screen.Line();
        screen.Line(new Cell(" The proof assumes:", Tone.Strong));
        foreach (var assumption in assumptions)
        {
            var (word, tone) = assumption.Holds switch
            {
                true => ("holds", Tone.Good),
                false => ("FAILS", Tone.Bad),
                null => ("unread", Tone.Warning),
            };
            screen.Line(new Cell($"   {word,-7}", tone), new Cell($"{assumption.Id,-22}", Tone.Strong), assumption.Statement);
            screen.Line(new Cell($"{"",-10}{assumption.Detail}", Tone.Faint));
        }
    }
}
