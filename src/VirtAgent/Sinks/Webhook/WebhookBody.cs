using System.Text.Encodings.Web;
using System.Text.Json;
using VirtAgent.Core.Ledger;
using VirtAgent.Presentation;

namespace VirtAgent.Sinks.Webhook;

/// <summary>A report as the JSON that is posted. Names are a contract (<c>deploy/doc/sinks.md</c>).</summary>
internal static class WebhookBody
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The body.</summary>
    /// <param name="report">What is told.</param>
    /// <param name="host">Name of this host.</param>
    /// <param name="id">Unique, and the same each time this report is posted.</param>
    public static byte[] Of(Report report, string host, Guid id)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteNumber("format", 1);
            json.WriteString("id", id);
            json.WriteString("host", host);
            json.WriteString("time", report.What.At.Time.UtcDateTime);
            json.WriteString("kind", report.What.Kind.Word());
            json.WriteString("network", report.What.Network);
            json.WriteString("detail", report.What.Detail);
            Port(json, report.What);
            Finding(json, report);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <summary>The id in a body.</summary>
    /// <exception cref="JsonException">It is no such body.</exception>
    public static string Id(byte[] body)
    {
        using var json = JsonDocument.Parse(body);
        return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("id", out var id)
            && id.ValueKind == JsonValueKind.String && id.TryGetGuid(out var guid)
            ? guid.ToString()
            : throw new JsonException("There is no id in it.");
    }

    private static void Port(Utf8JsonWriter json, LedgerEvent what)
    {
        if (what.Port is null)
        {
            json.WriteNull("port");
            return;
        }

        json.WriteStartObject("port");
        json.WriteString("uuid", what.Port);
        json.WriteString("guest", what.Guest);
        json.WriteString("guest_uuid", what.GuestUuid);
        json.WriteString("mac", what.Mac);
        json.WriteString("tap", what.Tap);
        json.WriteString("bridge", what.Bridge);
        json.WriteEndObject();
    }

    private static void Finding(Utf8JsonWriter json, Report report)
    {
        if (report.What.Finding is not { } key)
        {
            json.WriteNull("finding");
            return;
        }

        json.WriteStartObject("finding");
        json.WriteString("key", key);
        if (report.ChangedBy is { } authors) AuditJson.Authors(json, authors);
        if (report.Finding is { } finding) AuditJson.Finding(json, finding);
        json.WriteEndObject();
    }
}
