using VirtAgent.Core.Readers.Records;
using VirtAgent.Observe.Snapshots;

namespace VirtAgent.Observe.Netfilter;

/// <summary>The whole firewall as it was read in the background.</summary>
/// <param name="Observation">The texts.</param>
/// <param name="Reading">What is in them.</param>
/// <param name="Before">The ruleset's generation before they were printed; null where it is not told.</param>
/// <param name="After">The generation behind that.</param>
/// <param name="Begun">Whether the mirror took note of all that changed meanwhile.</param>
/// <param name="Changes">How many changes were known when it was begun.</param>
/// <param name="Late">Whether there was no waiting any longer for a quiet moment.</param>
internal sealed record Settling(
    HostRecordBuilder Observation, FirewallReading Reading, uint? Before, uint? After, bool Begun, int Changes, bool Late)
{
    /// <summary>Whether nobody committed while it was printed, so that its texts fit together.</summary>
    public bool IsOfOneMoment => Before is not null && Before == After;
}
