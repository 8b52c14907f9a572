using VirtAgent.Core.Hosts;
using VirtAgent.Core.Text;

namespace VirtAgent.Core.Readers.Assumptions;

/// <summary>
/// Reads <c>bridge.json</c>: devices of other namespaces and legacy ebtables, as the agent has asked the kernel for them.
/// </summary>
public static class BridgeStateReader
{
    /// <summary>Reads it.</summary>
    /// <exception cref="ReadException">It is malformed.</exception>
    public static BridgeState Read(string json) => SafeJson.ReadObject(json, "The record of bridges", fields => new BridgeState(
        [.. (fields.Objects("stacked_elsewhere") ?? throw fields.Lacks("stacked_elsewhere")).Select(device => new StackedDevice(
            device.RequiredText("name"), device.RequiredText("kind"), device.RequiredText("lower")))],
        fields.Number("unread_namespaces", int.MaxValue) ?? 0,
        (fields.Objects("ebtables") ?? throw fields.Lacks("ebtables")).ToDictionary(
            table => table.RequiredText("table"), table => table.Number("rules", int.MaxValue) ?? throw table.Lacks("rules"))));
}
