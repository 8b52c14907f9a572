using System.Globalization;
using System.Text;
using System.Text.Json;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Text;

namespace VirtAgent.Core.Ledger;

/// <summary>
/// The one form of an entry that is hashed: a JSON object in UTF-8 without white space, its members in the order <c>seq</c>,
/// <c>time</c>, <c>since_boot_ns</c>, <c>kind</c>, <c>port</c>, <c>network</c>, <c>guest</c>, <c>guest_uuid</c>, <c>mac</c>,
/// <c>tap</c>, <c>bridge</c>, <c>finding</c>, <c>detail</c>. What is null is left out. Time is RFC 3339 in UTC with seven digits
/// of a second; texts are escaped as RFC 8785 section 3.2.2.2 has it: nothing but what JSON requires.
/// </summary>
public static class CanonicalEntry
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'";
    private const int NanosecondsPerTick = 100;

    /// <summary>The canonical bytes of what happened at that place.</summary>
    public static byte[] Bytes(long seq, LedgerEvent what)
    {
        var json = new StringBuilder(320);
        json.Append(CultureInfo.InvariantCulture, $"{{\"seq\":{seq},\"time\":\"{Time(what.At)}\"");
        json.Append(CultureInfo.InvariantCulture, $",\"since_boot_ns\":{what.At.SinceBoot.Ticks * NanosecondsPerTick}");
        Member(json, "kind", what.Kind.Word());
        Member(json, "port", what.Port);
        Member(json, "network", what.Network);
        Member(json, "guest", what.Guest);
        Member(json, "guest_uuid", what.GuestUuid);
        Member(json, "mac", what.Mac);
        Member(json, "tap", what.Tap);
        Member(json, "bridge", what.Bridge);
        Member(json, "finding", what.Finding);
        Member(json, "detail", what.Detail);
        return Encoding.UTF8.GetBytes(json.Append('}').ToString());
    }

    /// <summary>The wall clock of a moment as entries have it.</summary>
    public static string Time(Moment at) => at.Time.ToUniversalTime().ToString(TimeFormat, CultureInfo.InvariantCulture);

    /// <summary>Reads a canonical form back.</summary>
    /// <exception cref="ReadException">It is none.</exception>
    public static (long Seq, LedgerEvent What) Read(string json) => SafeJson.ReadObject(json, "A ledger entry", Fields);

    /// <summary>The number at its beginning; null where there is none.</summary>
    public static long? SeqOf(ReadOnlySpan<byte> canonical)
    {
        var json = new Utf8JsonReader(canonical);
        try
        {
            return json.Read() && json.Read() && json.ValueTextEquals("seq") && json.Read() && json.TryGetInt64(out var seq)
                ? seq
                : null;
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static (long Seq, LedgerEvent What) Fields(JsonFields fields)
    {
        var kind = EntryKinds.Find(fields.RequiredText("kind")) ?? throw fields.Wrong("kind");
        if (!DateTimeOffset.TryParseExact(
            fields.RequiredText("time"), TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            throw fields.Wrong("time");
        }

        var sinceBoot = fields.Number("since_boot_ns") ?? throw fields.Lacks("since_boot_ns");
        var at = new Moment(time, TimeSpan.FromTicks(sinceBoot / NanosecondsPerTick));
        return (fields.Number("seq") ?? throw fields.Lacks("seq"), new LedgerEvent(kind, at)
        {
            Port = fields.Text("port"),
            Network = fields.Text("network"),
            Guest = fields.Text("guest"),
            GuestUuid = fields.Text("guest_uuid"),
            Mac = fields.Text("mac"),
            Tap = fields.Text("tap"),
            Bridge = fields.Text("bridge"),
            Finding = fields.Text("finding"),
            Detail = fields.Text("detail"),
        });
    }

    private static void Member(StringBuilder json, string name, string? value)
    {
        if (value is null) return;
        json.Append(",\"").Append(name).Append("\":\"");
        foreach (var character in value)
        {
            _ = character switch
            {
                '"' => json.Append("\\\""),
                '\\' => json.Append("\\\\"),
                '\b' => json.Append("\\b"),
                '\f' => json.Append("\\f"),
                '\n' => json.Append("\\n"),
                '\r' => json.Append("\\r"),
                '\t' => json.Append("\\t"),
                < ' ' => json.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"),
                _ => json.Append(character),
            };
        }

        json.Append('"');
    }
}
