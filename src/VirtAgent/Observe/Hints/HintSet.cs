using VirtAgent.Core.Hosts;

namespace VirtAgent.Observe.Hints;

/// <summary>All hints that gathered since the last look.</summary>
/// <param name="What">What to look at again.</param>
/// <param name="Guests">UUIDs of guests whose XML is no longer good, also where it was read before.</param>
/// <param name="Ports">UUIDs of ports whose XML is no longer good.</param>
/// <param name="Commits">Who changed the ruleset, in order.</param>
internal sealed record HintSet(
    RefreshScope What, IReadOnlySet<string> Guests, IReadOnlySet<string> Ports, IReadOnlyList<RulesetCommit> Commits)
{
    /// <summary>Doubt everything: the first look, and every look of the timer.</summary>
    public static readonly HintSet All = new(RefreshScope.All, new HashSet<string>(), new HashSet<string>(), []);

    /// <summary>These and <paramref name="later"/> ones.</summary>
    public HintSet With(HintSet later) => new(
        What | later.What, Guests.Union(later.Guests).ToHashSet(), Ports.Union(later.Ports).ToHashSet(),
            [.. Commits, .. later.Commits]);

    /// <summary>Whether nothing of what was read before may be taken for granted.</summary>
    public bool Everything => What.HasFlag(RefreshScope.All) || What.HasFlag(RefreshScope.Resync);
}
