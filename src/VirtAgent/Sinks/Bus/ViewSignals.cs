using VirtAgent.DBus;

namespace VirtAgent.Sinks.Bus;

/// <summary>The standard signals that tell how one view differs from the one before.</summary>
internal static class ViewSignals
{
    /// <summary>Sends InterfacesAdded, InterfacesRemoved and PropertiesChanged.</summary>
    /// <exception cref="IOException">The bus is gone.</exception>
    public static async Task SendAsync(BusConnection bus, BusObjects before, BusObjects after, CancellationToken cancellation)
    {
        if (ReferenceEquals(before.View.Audit, after.View.Audit)) return;

        await Changed(BusNames.AgentPath, BusNames.Agent, after.Agent.ChangedSince(before.Agent));
        foreach (var path in before.Ports.Keys)
            if (!after.Ports.ContainsKey(path)) await Removed(path);

        foreach (var (path, port) in after.Ports)
            if (before.Ports.TryGetValue(path, out var known)) await Changed(path, BusNames.Port, port.ChangedSince(known));
            else await Added(path, port);

        async Task Changed(string path, string owner, Fields changed)
        {
            if (!changed.Any()) return;
            await bus.SignalAsync(
                path, BusNames.Properties, "PropertiesChanged", "sa{sv}as",
                (ref writer) =>
                {
                    writer.WriteString(owner);
                    changed.WriteTo(ref writer);
                    writer.WriteArray(Array.Empty<string>());
                },
                cancellation);
        }

        Task Added(string path, Fields port) => bus.SignalAsync(
            BusNames.AgentPath, BusNames.ObjectManager, "InterfacesAdded", "oa{sa{sv}}",
            (ref writer) =>
            {
                writer.WriteObjectPath(path);
                BusAnswers.WriteInterfaces(ref writer, port);
            },
            cancellation);

        Task Removed(string path) => bus.SignalAsync(
            BusNames.AgentPath, BusNames.ObjectManager, "InterfacesRemoved", "oas",
            (ref writer) =>
            {
                writer.WriteObjectPath(path);
                writer.WriteArray((string[])[BusNames.Port]);
            },
            cancellation);
    }
}
