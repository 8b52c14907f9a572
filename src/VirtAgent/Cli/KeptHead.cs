using System.Text.Json;
using VirtAgent.Core.Ledger;

namespace VirtAgent.Cli;

/// <summary>A head that was kept elsewhere, as the operator gives it.</summary>
internal static class KeptHead
{
    /// <summary>Reads <c>SEQ:HASH</c>, or the last line of a file, which is that or what ends an export.</summary>
    /// <exception cref="RequestException">It is neither.</exception>
    public static ChainHead Read(string text)
    {
        if (ChainHead.Find(text) is { } head) return head;
        if (!File.Exists(text))
            throw new RequestException($"'{text}' is no head (SEQ:HASH), and there is no such file.", usage: true);
        var last = File.ReadLines(text).LastOrDefault(line => !string.IsNullOrWhiteSpace(line))?.Trim() ?? "";
        return ChainHead.Find(last) ?? OfExport(last)
            ?? throw new RequestException($"{text} does not end with a head (SEQ:HASH).");
    }

    private static ChainHead? OfExport(string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            return json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("head", out var head) && head.ValueKind == JsonValueKind.String
                    ? ChainHead.Find(head.GetString()!)
                    : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
