using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Text;

namespace VirtAgent.Core.Readers.Assumptions;

/// <summary>Reads <c>tunnels.json</c>: what takes packets out of packets, as the agent has asked the kernel for it.</summary>
public static class TunnelStateReader
{
    /// <summary>Reads it.</summary>
    /// <exception cref="ReadException">It is malformed.</exception>
    public static TunnelState Read(string json) => SafeJson.ReadObject(json, "The record of tunnels", fields => new TunnelState(
        [.. (fields.Objects("devices") ?? throw fields.Lacks("devices")).Select(Device)],
        fields.Number("ipsec_policies", int.MaxValue) ?? throw fields.Lacks("ipsec_policies"),
        fields.Texts("virtual_services"), fields.Texts("pppoe_sessions")));

    private static Tunnel Device(JsonFields fields) => new(
        fields.RequiredText("name"), fields.RequiredText("kind"), fields.IsTrue("up"),
        Address(fields, "local"), Address(fields, "remote"), fields.Number("port", ushort.MaxValue) ?? 0);

    private static Address? Address(JsonFields fields, string name)
    {
        if (fields.Text(name) is not { } text) return null;
        return Packets.Address.TryParse(text, out var address) ? address : throw fields.Wrong(name);
    }
}
