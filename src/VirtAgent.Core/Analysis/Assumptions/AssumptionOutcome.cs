namespace VirtAgent.Core.Analysis.Assumptions;

/// <summary>What the check of an assumption came to.</summary>
internal abstract record AssumptionOutcome
{
    private AssumptionOutcome()
    {
    }

    /// <summary>It is so.</summary>
    /// <param name="Detail">What was looked at.</param>
    public sealed record Holds(string Detail) : AssumptionOutcome;

    /// <summary>It is not so.</summary>
    /// <param name="Breaches">Never empty.</param>
    public sealed record Fails(IReadOnlyList<Breach> Breaches) : AssumptionOutcome;

    /// <summary>Nobody knows.</summary>
    /// <param name="Reason">Why, in one sentence.</param>
    /// <param name="Source">
    /// What would tell; a verdict that needs it is unread where it could not be read. Null where a verdict does without.
    /// </param>
    public sealed record Unchecked(string Reason, string? Source = null) : AssumptionOutcome;

    /// <summary>What <paramref name="breaches"/> come to.</summary>
    /// <param name="breaches">Those found.</param>
    /// <param name="otherwise">What to say where there are none.</param>
    public static AssumptionOutcome Of(IEnumerable<Breach> breaches, string otherwise)
    {
        var found = breaches.DistinctBy(breach => (breach.Subject, breach.Family)).ToList();
        return found.Count > 0 ? new Fails(found) : new Holds(otherwise);
    }
}
