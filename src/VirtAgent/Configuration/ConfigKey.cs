using System.Text.Json;

namespace VirtAgent.Configuration;

/// <summary>One key of the configuration.</summary>
/// <param name="Name">Its place in the JSON, with dots: <c>webhook.url</c>.</param>
/// <param name="Set">Takes its value over; throws <see cref="ConfigException"/> for one that is none.</param>
/// <param name="Show">Its value as it holds.</param>
internal sealed record ConfigKey(string Name, Func<AgentSettings, JsonElement, AgentSettings> Set,
    Func<AgentSettings, string> Show);
