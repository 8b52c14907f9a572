using VirtAgent.Configuration;

namespace VirtAgent.Control;

/// <summary>The configuration that holds, and what became of the last one that was read.</summary>
/// <param name="Settings">What holds.</param>
/// <param name="Taken">When it was taken.</param>
internal sealed record ConfigState(AgentSettings Settings, DateTimeOffset Taken)
{
    /// <summary>When a later one was refused; null where none was.</summary>
    public DateTimeOffset? Refused { get; init; }

    /// <summary>Why it was refused, or what of the one that holds could not be put into use; each in a sentence.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>Keys whose new values wait for a restart.</summary>
    public IReadOnlyList<string> Waiting { get; init; } = [];
}
