using System.Text.Json;
using VirtAgent.Interop.Netlink;
using VirtAgent.Interop.Posix;

namespace VirtAgent.Observe.Network;

/// <summary>
/// Reads what stands on devices of this host in other network namespaces, and how many rules legacy ebtables has.
/// </summary>
internal static class BridgeReading
{
    private static readonly string[] Tables = ["broute", "nat", "filter"];

    /// <summary>Writes the members of <c>bridge.json</c>.</summary>
    /// <exception cref="KernelException">The kernel refuses.</exception>
    public static void Write(Utf8JsonWriter json)
    {
        json.WriteStartArray("stacked_elsewhere");
        IReadOnlyList<int> unread;
        using (var dump = LinkDump.Open())
        {
            var names = dump.Names();
            foreach (var link in dump.StackedElsewhere(out unread))
            {
                // Its number may be that of a device that is gone; then nothing stands on it any more.
                if (!names.TryGetValue(link.Lower, out var lower)) continue;
                json.WriteStartObject();
                json.WriteString("name", link.Name);
                json.WriteString("kind", link.Kind);
                json.WriteString("lower", lower.Name);
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
        json.WriteNumber("unread_namespaces", unread.Count);
        json.WriteStartArray("ebtables");
        foreach (var table in Tables.Where(table => KernelModules.MayBeLoaded($"ebtable_{table}")))
        {
            if (LegacyEbtables.Rules(table) is not { } rules) continue;
            json.WriteStartObject();
            json.WriteString("table", table);
            json.WriteNumber("rules", rules);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
