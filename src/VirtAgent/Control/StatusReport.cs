using System.Text.Json;
using VirtAgent.Core.Findings;
using VirtAgent.Core.Hosts;
using VirtAgent.Presentation;

namespace VirtAgent.Control;

/// <summary>What the running daemon knows, for people and for programs.</summary>
internal static class StatusReport
{
    /// <summary>Prints it: the daemon itself, verdicts, findings that stand, gaps.</summary>
    public static void Write(Screen screen, DaemonView view)
    {
        var uri = view.Audit?.Host.Header.Uri;
        var headline = $" virt-agent {view.Version} has watched {uri ?? "nothing yet"} for {TimeWords.Of(view.Uptime)}";
        screen.Line(new Cell(headline, Tone.Strong));
        if (view is { LastProof: { } proof, Freshness.SinceProof: { } age })
            Fact(screen, "last proof", $"{TimeText.Brief(proof)}, {TimeWords.Of(age)} ago");
        if (view.Freshness.Stale is { } stale) Fact(screen, "stale", stale, Tone.Bad);
        Ledger(screen, view);
        Config(screen, view.Config);
        if (view.Audit is { Networks.Count: > 0 } audit)
        {
            screen.Line();
            NetworkTable.Write(screen, audit.Networks);
        }

        foreach (var standing in view.Findings) Finding(screen, standing);
        if (view.Gaps.Count == 0) return;
        screen.Line();
        screen.Line(new Cell(" Not observed:", Tone.Strong));
        foreach (var gap in view.Gaps)
            screen.Line(
                new Cell($"   {gap.GapSource}: ", Tone.Warning), $"{gap.GapReason} (since {TimeText.Brief(gap.At.Time)})");
    }

    /// <summary>The same as members of a JSON object; findings in the shape of <c>check</c>, with when each was seen.</summary>
    public static void Members(Utf8JsonWriter json, DaemonView view)
    {
        json.WriteString("host", Environment.MachineName);
        json.WriteString("uri", view.Audit?.Host.Header.Uri);
        json.WriteString("version", view.Version);
        json.WriteString("started", TimeText.Utc(view.Started));
        json.WriteNumber("uptime_seconds", Math.Round(view.Uptime.TotalSeconds, 3));
        json.WriteString("last_proof", view.LastProof is { } proof ? TimeText.Utc(proof) : null);
        json.WriteString("stale", view.Freshness.Stale);
        json.WriteStartObject("ledger");
        json.WriteString("failure", view.Ledger.Failure);
        json.WriteString("failing_since", view.Ledger.Since is { } since ? TimeText.Utc(since.Time) : null);
        json.WriteNumber("waiting", view.Ledger.Waiting);
        json.WriteNumber("lost", view.Ledger.Lost);
        json.WriteEndObject();
        json.WriteStartObject("configuration");
        json.WriteString("taken", TimeText.Utc(view.Config.Taken));
        json.WriteString("refused", view.Config.Refused is { } refused ? TimeText.Utc(refused) : null);
        Texts(json, "problems", view.Config.Problems);
        Texts(json, "waits_for_restart", view.Config.Waiting);
        json.WriteEndObject();
        JsonOutput.Array(json, "networks", view.Audit?.Networks ?? [], AuditJson.Network);
        JsonOutput.Array(json, "findings", view.Findings, Finding);
        JsonOutput.Array(json, "gaps", view.Gaps, (_, gap) =>
        {
            json.WriteString("source", gap.GapSource);
            json.WriteString("reason", gap.GapReason);
            json.WriteString("since", TimeText.Utc(gap.At.Time));
        });
    }

    private static void Ledger(Screen screen, DaemonView view)
    {
        if (view.Ledger is not { Failure: { } failure, Since: { } since }) Fact(screen, "ledger", "is being written");
        else
        {
            var waits = $"{view.Ledger.Waiting} entries wait, {view.Ledger.Lost} are lost";
            Fact(screen, "ledger", $"not written since {TimeText.Brief(since.Time)}, {waits}: {failure}", Tone.Bad);
        }
    }

    private static void Config(Screen screen, ConfigState config)
    {
        Fact(screen, "configuration", $"taken {TimeText.Brief(config.Taken)}");
        if (config.Refused is { } refused)
            Fact(screen, "refused", $"{TimeText.Brief(refused)}, the one before holds", Tone.Warning);
        foreach (var problem in config.Problems) Fact(screen, "", problem, Tone.Warning);
        foreach (var key in config.Waiting) Fact(screen, "", $"{key} waits for a restart", Tone.Warning);
    }

    private static void Finding(Screen screen, ActiveFinding standing)
    {
        screen.Line();
        if (standing.Finding is { } finding) FindingReport.Write(screen, finding);
        else screen.Line(new Cell(" UNKNOWN", Tone.Warning), $"  {standing.Summary} (of an earlier run, not looked at since)");
        var flapping = standing.IsFlapping ? ", coming and going" : "";
        FindingReport.Field(screen, "since", TimeText.Brief(standing.FirstSeen.Time) + flapping);
        if (standing.ChangedBy is { } authors) FindingReport.Field(screen, "changed", $"nf_tables by {authors}");
    }

    private static void Finding(Utf8JsonWriter json, ActiveFinding standing)
    {
        AuditJson.Finding(json, standing.Finding ?? OfLedger(standing));
        json.WriteString("first_seen", TimeText.Utc(standing.FirstSeen.Time));
        json.WriteString("last_seen", TimeText.Utc(standing.LastSeen.Time));
        if (standing.ChangedBy is { } authors) AuditJson.Authors(json, authors);
        else json.WriteNull("changed_by");
    }

    // The ledger has its key and a sentence. Whether it still holds, and how bad it is, nobody has been able to look at yet.
    private static Finding OfLedger(ActiveFinding standing)
    {
        var key = FindingKey.Parse(standing.Key, standing.Network);
        return new Finding
        {
            Code = key.Code,
            Severity = Severity.Unknown,
            Network = key.Network,
            Subject = key.Subject,
            Summary = standing.Summary,
            Remedy = "Wait for the next look, or see 'virt-agent status' for what it lacks.",
        };
    }

    private static void Texts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private static void Fact(Screen screen, string name, string text, Tone tone = Tone.Plain) =>
        screen.Line(new Cell($"   {name,-13} ", Tone.Faint), new Cell(text, tone));
}
