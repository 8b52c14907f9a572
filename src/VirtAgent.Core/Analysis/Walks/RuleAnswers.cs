using VirtAgent.Core.Analysis.Path;
using VirtAgent.Core.Rulesets;

namespace VirtAgent.Core.Analysis.Walks;

/// <summary>What was taken to be the case while one rule was asked, wherever what is modelled and read does not tell.</summary>
internal sealed class RuleAnswers
{
    // By reference: two matches that read alike are two questions.
    private readonly Dictionary<Condition, bool> _told = new(ReferenceEqualityComparer.Instance);

    /// <summary>The answers so far in the order of asking, a letter for each.</summary>
    public string Made { get; private set; } = "";

    /// <summary>Whether something was assumed.</summary>
    public bool Assumed { get; set; }

    /// <summary>Whether something was left to the sender.</summary>
    public bool LeftToSender { get; set; }

    /// <summary>What stands behind an outcome that rests on these.</summary>
    public string Suffix => Assumed ? " (assumed)" : LeftToSender ? " (sender's choice)" : "";

    /// <summary>Forgets everything, for the next rule.</summary>
    public void Clear()
    {
        (Made, Assumed, LeftToSender) = ("", false, false);
        _told.Clear();
    }

    /// <summary>What was answered to that very condition.</summary>
    public Truth Of(Condition condition) => _told.TryGetValue(condition, out var holds) ? Truths.Of(holds) : Truth.Unknown;

    /// <summary>Takes that very condition to hold, or not.</summary>
    public void Tell(Condition condition, bool holds)
    {
        _told[condition] = holds;
        Made += holds ? 'y' : 'n';
        Note(condition);
    }

    /// <summary>Notes that what comes next rests on an answer to <paramref name="condition"/>.</summary>
    public void Note(Condition condition)
    {
        if (condition is Condition.SendersChoice) LeftToSender = true;
        else Assumed = true;
    }
}
