using System.Globalization;
using VirtAgent.Core.Text;

namespace VirtAgent.Core.Findings;

/// <summary>Reads one waiver: a JSON object whose members are all texts.</summary>
public static class WaiverReader
{
    private const string Day = "yyyy-MM-dd";

    private static readonly string[] Names = ["code", "subject", "network", "owner", "reason", "expires"];

    /// <summary>Reads it.</summary>
    /// <param name="json">The file's text.</param>
    /// <param name="file">The file, which errors name.</param>
    /// <param name="now">How far ahead it may reach depends on it.</param>
    /// <exception cref="ReadException">It is none, and why.</exception>
    public static Waiver Read(string json, string file, DateTimeOffset now) => SafeJson.ReadObject(json, file, fields =>
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in fields.All)
        {
            if (!Names.Contains(member.Name))
                throw new ReadException(
                    $"{file} has a '{member.Name}'; a waiver has {string.Join(", ", Names)} and nothing else.");
            if (!seen.Add(member.Name)) throw new ReadException($"{file} has '{member.Name}' twice.");
        }

        var code = Filled(fields, file, "code");
        if (!FindingCode.All.Contains(code)) throw new ReadException($"{file} waives '{code}', which is no finding's code.");
        if (!Waiver.Covers(code))
            throw new ReadException(
                $"{file} waives '{code}', which cannot be waived: what is not known to be harmless stays unknown.");
        return new Waiver(
            code, fields.Text("network"), Filled(fields, file, "subject"), Filled(fields, file, "owner"),
                Filled(fields, file, "reason"),
            Expiry(Filled(fields, file, "expires"), file, now), file);
    });

    private static string Filled(JsonFields fields, string file, string name) =>
        fields.RequiredText(name) is var text && !string.IsNullOrWhiteSpace(text)
            ? text
            : throw new ReadException($"{file} has an empty '{name}'.");

    /// <summary>RFC 3339, or a day, which is its beginning in UTC.</summary>
    private static DateTimeOffset Expiry(string text, string file, DateTimeOffset now)
    {
        const DateTimeStyles utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        string[] forms = [Day, $"{Day}'T'HH:mm:ssK", $"{Day}'T'HH:mm:ss.FFFFFFFK", $"{Day}'T'HH:mmK"];
        if (!DateTimeOffset.TryParseExact(text, forms, CultureInfo.InvariantCulture, utc, out var expires))
            throw new ReadException(
                $"{file} has an 'expires' that is no time: '{text}'; write 2026-12-31 or 2026-12-31T18:00:00Z.");
        return expires <= now + Waiver.Longest
            ? expires
            : throw new ReadException(
                $"{file} expires on {text}; a waiver holds for {Waiver.Longest.Days} days at most, then somebody decides again.");
    }
}
