using System.Text;
using System.Text.Json;
using VirtAgent.Core.Hosts;
using VirtAgent.Interop.Posix;
using VirtAgent.Observe.Snapshots;

namespace VirtAgent.Observe.Network;

/// <summary>
/// Reads what carries packets past the firewall: tc, what stands on bridges, tunnels. Nothing of it takes a process.
/// </summary>
internal static class NetworkReading
{
    /// <summary>What it reads.</summary>
    public static readonly IReadOnlyList<string> Sources = [RecordFile.Tc, RecordFile.Bridge, RecordFile.Tunnels];

    /// <summary>Reads it all; what fails becomes a gap.</summary>
    public static void Run(HostRecordBuilder observation)
    {
        Read(observation, RecordFile.Tc, TrafficControlReading.Write);
        Read(observation, RecordFile.Bridge, BridgeReading.Write);
        Read(observation, RecordFile.Tunnels, TunnelReading.Write);
    }

    private static void Read(HostRecordBuilder observation, string source, Action<Utf8JsonWriter> write)
    {
        using var bytes = new MemoryStream();
        try
        {
            using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true }))
            {
                json.WriteStartObject();
                write(json);
                json.WriteEndObject();
            }

            observation.Add(source, Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length));
        }
        catch (Exception failure) when (failure is KernelException or IOException or UnauthorizedAccessException)
        {
            observation.Miss(source, failure.Message);
        }
    }
}
