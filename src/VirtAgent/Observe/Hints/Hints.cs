namespace VirtAgent.Observe.Hints;

/// <summary>All hints that gathered since the last look.</summary>
/// <param name="What">What to look at again.</param>
/// <param name="Guests">UUIDs of guests whose XML is no longer good, also where it was read before.</param>
/// <param name="Ports">UUIDs of ports whose XML is no longer good.</param>
/// <param name="Commits">Who changed the ruleset, in order.</param>
internal sealed record Hints(
    Doubt What, IReadOnlySet<string> Guests, IReadOnlySet<string> Ports, IReadOnlyList<RulesetCommit> Commits);
