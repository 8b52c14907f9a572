using VirtAgent.Core.Hosts;
using VirtAgent.Core.Text;

namespace VirtAgent.Core.Readers.Assumptions;

/// <summary>
/// Reads <c>tc.json</c>: filters of traffic control and programs of devices, as the agent has asked the kernel for them.
/// </summary>
public static class TrafficControlReader
{
    /// <summary>Reads it.</summary>
    /// <exception cref="ReadException">It is malformed.</exception>
    public static TrafficControl Read(string json) =>
        SafeJson.ReadObject(json, "The record of tc filters", fields => new TrafficControl(
        [.. (fields.Objects("filters") ?? throw fields.Lacks("filters")).Select(Filter)],
        [.. (fields.Objects("programs") ?? throw fields.Lacks("programs")).Select(Program)]));

    private static TrafficFilter Filter(JsonFields fields) => new(
        fields.Texts("devices"), fields.RequiredText("place"), fields.RequiredText("kind"), fields.IsTrue("understood"),
        [.. (fields.Objects("actions") ?? throw fields.Lacks("actions")).Select(action => new TrafficAction(
            action.RequiredText("kind"), action.Text("target"), action.IsTrue("priority_only")))]);

    private static DeviceProgram Program(JsonFields fields) => new(
        fields.RequiredText("device"), fields.RequiredText("kind"),
            fields.Number("count", int.MaxValue) ?? throw fields.Lacks("count"));
}
