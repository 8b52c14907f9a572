using System.Text.Json;
using VirtAgent.Core.Analysis.Walks;
using VirtAgent.Core.Findings;
using VirtAgent.Core.Packets;
using VirtAgent.Presentation;

namespace VirtAgent.Cli;

/// <summary>The ways a packet can take, for people and for programs.</summary>
internal static class TraceReport
{
    private static readonly string[] Headers = ["#", "Backend", "Table", "Chain", "Rule", "Outcome", "Text"];

    /// <summary>Prints every rule that was consulted and where it ends; several ways where something is not modelled.</summary>
    public static void Write(Screen screen, Packet packet, IReadOnlyList<Walk> walks)
    {
        screen.Line(new Cell(" " + PacketLine.Of(packet), Tone.Strong));
        for (var i = 0; i < walks.Count; i++)
        {
            screen.Line();
            if (walks.Count > 1) screen.Line(new Cell($" Possibility {i + 1} of {walks.Count}", Tone.Strong));
            foreach (var assumption in walks[i].Assumptions) screen.Line(new Cell("   assumed   ", Tone.Warning), assumption);
            screen.Table(Headers, walks[i].Steps.Select(Row));
            screen.Line();
            screen.Line(new Cell(" " + Ending(walks[i]), ToneOf(walks[i].Outcome)));
        }
    }

    /// <summary>The same as members of a JSON object.</summary>
    public static void Members(Utf8JsonWriter json, Packet packet, IReadOnlyList<Walk> walks)
    {
        json.WriteStartObject("packet");
        AuditJson.Packet(json, packet);
        json.WriteEndObject();
        JsonOutput.Array(json, "walks", walks, (_, walk) =>
        {
            json.WriteString("outcome", Names.Of(walk.Outcome));
            json.WriteString("out", walk.Out);
            json.WriteStartArray("assumptions");
            foreach (var assumption in walk.Assumptions) json.WriteStringValue(assumption);
            json.WriteEndArray();
            JsonOutput.Array(json, "trace", walk.Steps, AuditJson.Step);
        });
    }

    private static Cell[] Row(TraceStep step, int index)
    {
        var tone = step.Outcome == "no match" ? Tone.Faint : Tone.Plain;
        return
        [
            index + 1, step.Backend, step.Table, step.Chain, step.Rule == 0 ? "-" : step.Rule,
            new Cell(step.Outcome, tone), new Cell(step.Text, tone),
        ];
    }

    private static string Ending(Walk walk) => walk.Outcome switch
    {
        WalkOutcome.Forwarded => $"forwarded, out {walk.Out}",
        WalkOutcome.Dropped => "dropped",
        WalkOutcome.ToHost => "delivered to the host itself",
        _ => "not forwarded",
    };

    private static Tone ToneOf(WalkOutcome outcome) => outcome == WalkOutcome.Forwarded ? Tone.Warning : Tone.Good;
}
