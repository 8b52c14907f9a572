using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using VirtAgent.Core.Hosts;

namespace VirtAgent.Presentation;

/// <summary>JSON answers: one object that says where it comes from. Names are the contract (<c>deploy/doc/json.md</c>).</summary>
internal static class JsonOutput
{
    // Rules are full of quotes and angle brackets, and nobody puts this into a web page as it stands.
    private static readonly JsonWriterOptions Options =
        new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The same in one line.</summary>
    public static readonly JsonWriterOptions Compact = Options with { Indented = false };

    /// <summary>Prints an answer about <paramref name="host"/>; <paramref name="members"/> writes what it is.</summary>
    public static void Write(TextWriter output, Host host, Action<Utf8JsonWriter> members) => Write(output, json =>
    {
        json.WriteString("host", host.Header.Hostname);
        json.WriteString("captured", host.Header.Captured);
        json.WriteString("uri", host.Header.Uri);
        members(json);
        Array(json, "gaps", host.Gaps, Gap);
    });

    /// <summary>Prints that <c>check</c> cannot say, and why.</summary>
    public static void Write(TextWriter output, string error) => Write(output, json =>
    {
        json.WriteNumber("exit", ExitCode.Unknown);
        json.WriteString("error", error);
    });

    /// <summary>Writes an array of objects.</summary>
    public static void Array<T>(Utf8JsonWriter json, string name, IEnumerable<T> items, Action<Utf8JsonWriter, T> members)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            members(json, item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Prints an answer that is about no host; <paramref name="members"/> writes what it is.</summary>
    public static void Write(TextWriter output, Action<Utf8JsonWriter> members)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteNumber("format", 1);
            members(json);
            json.WriteEndObject();
        }

        output.WriteLine(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
    }

    private static void Gap(Utf8JsonWriter json, Gap gap)
    {
        json.WriteString("source", gap.Source);
        json.WriteString("reason", gap.Reason);
    }
}
