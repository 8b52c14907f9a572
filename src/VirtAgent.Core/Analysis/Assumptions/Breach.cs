using VirtAgent.Core.Findings;
using VirtAgent.Core.Packets;

namespace VirtAgent.Core.Analysis.Assumptions;

/// <summary>One way in which an assumption does not hold.</summary>
/// <param name="Subject">Device or key it is about; a part of the finding's key.</param>
/// <param name="Summary">One sentence that says what is so instead.</param>
/// <param name="Remedy">What to do, safe to paste into a shell where it is a command.</param>
internal sealed record Breach(string Subject, string Summary, string Remedy)
{
    /// <summary>Names of the networks it concerns; null for all of which something is promised.</summary>
    public IReadOnlyCollection<string>? Networks { get; init; }

    /// <summary>The family it concerns; null for both.</summary>
    public Family? Family { get; init; }

    /// <summary>Whether frames pass it on the bridge itself, so that layer 2 is undecided, too.</summary>
    public bool Layer2 { get; init; }

    /// <summary>
    /// Whether it only sends packets another way than routes do. No rule is passed by that, so what is isolated stays so; what
    /// only a missing route holds back does not.
    /// </summary>
    public bool RoutesOnly { get; init; }

    /// <summary>The code of its finding.</summary>
    public string Code { get; init; } = FindingCode.BypassPath;

    /// <summary>Facts it rests on.</summary>
    public IReadOnlyList<string> Evidence { get; init; } = [];
}
