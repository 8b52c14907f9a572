namespace VirtAgent.Configuration;

/// <summary>What holds, and who said so.</summary>
/// <param name="Settings">The values.</param>
/// <param name="Origins">The file of each key that was set; all others are defaults.</param>
internal sealed record EffectiveConfig(AgentSettings Settings, IReadOnlyDictionary<string, string> Origins);
