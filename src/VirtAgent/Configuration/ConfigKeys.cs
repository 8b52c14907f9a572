using System.Globalization;
using System.Text.Json;
using VirtAgent.Core.Ledger;

namespace VirtAgent.Configuration;

/// <summary>Every key there is; a key that is not here is an error, so that a typing mistake is not a default.</summary>
internal static class ConfigKeys
{
    /// <summary>The keys, in the order they are shown.</summary>
    public static readonly IReadOnlyList<ConfigKey> All =
    [
        new("uri", (s, v) => s with { Uri = Text(v) }, s => s.Uri),
        new("resync", (s, v) => s with { Resync = Time(v) }, s => Show(s.Resync)),
        new("ledger.keep", (s, v) => s with { LedgerKeep = Time(v) }, s => s.LedgerKeep is { } time ? Show(time) : "for ever"),
        new("ledger.bytes", (s, v) => s with { LedgerBytes = Number(v) }, s => Show(s.LedgerBytes)),
        new("journal.enabled", (s, v) => s with { Journal = s.Journal with { Enabled = Flag(v) } }, s => Show(s.Journal.Enabled)),
        new("journal.socket", (s, v) => s with { Journal = s.Journal with { Socket = Text(v) } }, s => s.Journal.Socket),
        new("bus.enabled", (s, v) => s with { Bus = Flag(v) }, s => Show(s.Bus)),
        new("metrics.file", (s, v) => s with { MetricsFile = Text(v) }, s => s.MetricsFile ?? "none"),
        new("endpoint.listen", (s, v) => s with { Endpoint = s.Endpoint with { Listen = Text(v) } },
            s => s.Endpoint.Listen ?? "none"),
        new("endpoint.allow-remote", (s, v) => s with { Endpoint = s.Endpoint with { AllowRemote = Flag(v) } },
            s => Show(s.Endpoint.AllowRemote)),
        new("otlp.endpoint", (s, v) => s with { Otlp = s.Otlp with { Endpoint = Url(v) } },
            s => s.Otlp.Place is { Length: > 0 } place ? place : "none"),
        new("otlp.headers-file", (s, v) => s with { Otlp = s.Otlp with { HeadersFile = Text(v) } },
            s => s.Otlp.HeadersFile ?? "none"),
        new("otlp.interval", (s, v) => s with { Otlp = s.Otlp with { Interval = Time(v) } }, s => Show(s.Otlp.Interval)),
        new("webhook.url", (s, v) => s with { Webhook = s.Webhook with { Url = Url(v) } },
            s => s.Webhook.Place is { Length: > 0 } place ? place : "none"),
        new("webhook.token-file", (s, v) => s with { Webhook = s.Webhook with { TokenFile = Text(v) } },
            s => s.Webhook.TokenFile ?? "none"),
        new("webhook.kinds", (s, v) => s with { Webhook = s.Webhook with { Kinds = Kinds(v) } },
            s => string.Join(' ', s.Webhook.Kinds.Select(kind => kind.Word()))),
        new("webhook.timeout", (s, v) => s with { Webhook = s.Webhook with { Timeout = Time(v) } }, s => Show(s.Webhook.Timeout)),
    ];

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String
        && value.GetString() is { Length: > 0 } text
        ? text
        : throw new ConfigException("has to be a text.");

    private static bool Flag(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw new ConfigException("has to be true or false."),
    };

    private static long Number(JsonElement value) => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number)
        && number > 0
        ? number
        : throw new ConfigException("has to be a whole number above 0.");

    private static Uri Url(JsonElement value) =>
        Uri.TryCreate(Text(value), UriKind.Absolute, out var url) ? url : throw new ConfigException("has to be a URL.");

    /// <summary><c>"500ms"</c>, <c>"30s"</c>, <c>"5m"</c>, <c>"12h"</c>, <c>"90d"</c>.</summary>
    private static TimeSpan Time(JsonElement value)
    {
        var text = Text(value);
        var digits = text.TakeWhile(char.IsAsciiDigit).Count();
        if (digits is 0 or > 9) throw NoTime();
        var number = int.Parse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture);
        return text[digits..] switch
        {
            "ms" => TimeSpan.FromMilliseconds(number),
            "s" => TimeSpan.FromSeconds(number),
            "m" => TimeSpan.FromMinutes(number),
            "h" => TimeSpan.FromHours(number),
            "d" when number <= 36_500 => TimeSpan.FromDays(number),
            _ => throw NoTime(),
        };
    }

    private static ConfigException NoTime() => new("has to be a time like \"30s\", \"5m\", \"12h\" or \"90d\".");

    private static IReadOnlyCollection<EntryKind> Kinds(JsonElement value) => value.ValueKind == JsonValueKind.Array
        ? [.. value.EnumerateArray()
            .Select(word => EntryKinds.Find(Text(word)) ?? throw new ConfigException($"knows no kind '{Text(word)}'."))]
        : throw new ConfigException("has to be a list of kinds, [\"finding-raised\"] for instance.");

    private static string Show(bool flag) => flag ? "true" : "false";

    private static string Show(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "none";

    private static string Show(TimeSpan time) => time switch
    {
        { TotalDays: >= 1, Hours: 0, Minutes: 0, Seconds: 0 } => $"{time.Days}d",
        { TotalHours: >= 1, Minutes: 0, Seconds: 0 } => $"{time.TotalHours}h",
        { TotalMinutes: >= 1, Seconds: 0 } => $"{time.TotalMinutes}m",
        { TotalSeconds: >= 1, Milliseconds: 0 } => $"{time.TotalSeconds}s",
        _ => $"{time.TotalMilliseconds}ms",
    };
}
