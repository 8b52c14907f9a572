using System.Text;
using System.Text.Json;
using VirtAgent.Core.Ledger;
using VirtAgent.Presentation;

namespace VirtAgent.Cli;

/// <summary>Entries as JSON: an array, or one object a line. Written as they come, for there may be millions.</summary>
/// <param name="output">Where to.</param>
/// <param name="array">Whether an array is asked for.</param>
/// <param name="lines">Whether one object a line is.</param>
internal sealed class HistoryAnswer(TextWriter output, bool array, bool lines)
{
    /// <summary>Writes them; false, and nothing, where JSON is not asked for.</summary>
    public bool TryWrite(IEnumerable<LedgerEntry> entries)
    {
        if (lines)
        {
            foreach (var entry in entries) output.WriteLine(Json(entry));
            return true;
        }

        if (!array) return false;
        var before = "[";
        foreach (var entry in entries)
        {
            output.Write($"{before}\n{Json(entry)}");
            before = ",";
        }

        output.WriteLine(before == "[" ? "[]" : "\n]");
        return true;
    }

    /// <summary>The members of one entry.</summary>
    public static void Members(Utf8JsonWriter json, LedgerEntry entry)
    {
        var what = entry.What;
        json.WriteNumber("seq", entry.Seq);
        json.WriteString("time", CanonicalEntry.Time(what.At));
        json.WriteString("kind", what.Kind.Word());
        json.WriteString("port", what.Port);
        json.WriteString("network", what.Network);
        json.WriteString("guest", what.Guest);
        json.WriteString("guest_uuid", what.GuestUuid);
        json.WriteString("mac", what.Mac);
        json.WriteString("tap", what.Tap);
        json.WriteString("bridge", what.Bridge);
        json.WriteString("finding", what.Finding);
        json.WriteString("detail", what.Detail);
        json.WriteString("hash", entry.Hash);
    }

    private static string Json(LedgerEntry entry)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, JsonOutput.Compact))
        {
            json.WriteStartObject();
            Members(json, entry);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }
}
