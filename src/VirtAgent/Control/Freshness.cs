using System.Globalization;

namespace VirtAgent.Control;

/// <summary>
/// Whether the last proof may be told as what holds now. An agent that hangs, or whose looks fail, knows of no leak either.
/// </summary>
/// <param name="SinceProof">
/// Age of the last proof: since its look began, by a clock that runs while the machine sleeps; null before the first.
/// </param>
/// <param name="SinceTurn">How long ago the loop turned last; null before the first time.</param>
/// <param name="Failure">Why the last look failed; null where it did not.</param>
/// <param name="Resync">How long nothing may happen before everything is looked at again.</param>
internal sealed record Freshness(TimeSpan? SinceProof, TimeSpan? SinceTurn, string? Failure, TimeSpan Resync)
{
    // For the look itself, on a machine that is busy.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(15);

    /// <summary>The loop is given a reason to turn at least this often, also where nothing ever happens.</summary>
    public static readonly TimeSpan LongestTurn = TimeSpan.FromSeconds(20);

    /// <summary>The loop turns at least every <see cref="LongestTurn"/>; one turn may be missed.</summary>
    public static readonly TimeSpan TurnLimit = (2 * LongestTurn) + Grace;

    /// <summary>Everything is looked at again at every resync; one may be missed.</summary>
    public TimeSpan ProofLimit => (2 * Resync) + Grace;

    /// <summary>Why it may not, one sentence; null where it may.</summary>
    public string? Stale
    {
        get
        {
            if (Failure is not null) return $"The running agent cannot judge what it sees: {Failure}";
            if (SinceProof is not { } proof || SinceTurn is not { } turn)
                return "The running agent has not looked at everything yet; ask again in a moment.";
            if (turn > TurnLimit)
                return $"The running agent hangs: its loop turned {Seconds(turn)} ago, and {Seconds(TurnLimit)} is the limit.";
            return proof > ProofLimit
                ? $"The running agent looked at the host {Seconds(proof)} ago, and {Seconds(ProofLimit)} is the limit."
                : null;
        }
    }

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.#} s");
}
