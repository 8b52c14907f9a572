using System.Text;
using System.Text.Json;
using VirtAgent.Core.Hosts;

namespace VirtAgent.Core.Readers.Records;

/// <summary>Writes <c>host.json</c> so that <see cref="HostHeaderReader"/> reads the same header again.</summary>
public static class HostHeaderWriter
{
    private static readonly JsonWriterOptions Options = new() { Indented = true, NewLine = "\n" };

    /// <summary>The text of <c>host.json</c>, with a final newline.</summary>
    public static string Write(HostHeader header)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Options))
        {
            json.WriteStartObject();
            json.WriteNumber("format", HostHeaderReader.Format);
            json.WriteString("hostname", header.Hostname);
            json.WriteString("captured", header.Captured);
            json.WriteString("uri", header.Uri);
            json.WriteString("libvirt", header.Libvirt);
            json.WriteString("kernel", header.Kernel);
            json.WriteStartArray("gaps");
            foreach (var gap in header.Gaps)
            {
                json.WriteStartObject();
                json.WriteString("source", gap.Source);
                json.WriteString("reason", gap.Reason);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray()) + "\n";
    }
}
