using System.Text;
using System.Text.Json;
using VirtAgent.Core.Hosts;

namespace VirtAgent.Sinks.Endpoint;

/// <summary>How the agent is.</summary>
/// <param name="SinceTurn">How long ago its loop turned last; null when it has not yet.</param>
/// <param name="Gaps">What it cannot observe.</param>
internal sealed record Health(TimeSpan? SinceTurn, IReadOnlyList<Gap> Gaps)
{
    /// <summary>200 with <c>{"status":"ok"}</c>, or 503 with the reasons.</summary>
    /// <param name="stale">The loop has to have turned within this time.</param>
    public EndpointAnswer Answer(TimeSpan stale)
    {
        var turns = SinceTurn is { } since && since <= stale;
        var healthy = turns && Gaps.Count == 0;
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("status", healthy ? "ok" : "failing");
            if (SinceTurn is { } turn) json.WriteNumber("seconds_since_turn", Math.Round(turn.TotalSeconds, 3));
            else json.WriteNull("seconds_since_turn");
            json.WriteStartArray("reasons");
            if (!turns) Reason(json, "loop", $"the loop has not turned within {stale.TotalSeconds:0.###} s");
            foreach (var gap in Gaps) Reason(json, gap.Source, gap.Reason);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return new EndpointAnswer(healthy ? 200 : 503, "application/json", Encoding.UTF8.GetString(buffer.ToArray()) + "\n");
    }

    private static void Reason(Utf8JsonWriter json, string source, string reason)
    {
        json.WriteStartObject();
        json.WriteString("source", source);
        json.WriteString("reason", reason);
        json.WriteEndObject();
    }
}
