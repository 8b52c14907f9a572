using VirtAgent.Interop.Systemd;
using SystemdBus = VirtAgent.Interop.Systemd.Bus;

namespace VirtAgent.Sinks.Bus;

/// <summary>The standard signals that tell how one view differs from the one before.</summary>
internal static class ViewSignals
{
    /// <summary>Sends InterfacesAdded, InterfacesRemoved and PropertiesChanged.</summary>
    /// <exception cref="BusException">The bus is gone.</exception>
    public static void Send(SystemdBus bus, BusObjects before, BusObjects after)
    {
        if (ReferenceEquals(before.View.Audit, after.View.Audit)) return;

        Changed(bus, BusNames.AgentPath, BusNames.Agent, after.Agent.ChangedSince(before.Agent));
        foreach (var path in before.Ports.Keys)
            if (!after.Ports.ContainsKey(path)) Removed(bus, path);

        foreach (var (path, port) in after.Ports)
            if (before.Ports.TryGetValue(path, out var known)) Changed(bus, path, BusNames.Port, port.ChangedSince(known));
            else Added(bus, path, port);
    }

    private static void Changed(SystemdBus bus, string path, string owner, Fields changed)
    {
        if (!changed.Any()) return;
        using var signal = bus.Signal(path, BusNames.Properties, "PropertiesChanged");
        signal.Append(owner);
        changed.AppendTo(signal);
        signal.Array("s", _ => { });
        bus.Send(signal);
    }

    private static void Added(SystemdBus bus, string path, Fields port)
    {
        using var signal = bus.Signal(BusNames.AgentPath, BusNames.ObjectManager, "InterfacesAdded");
        signal.AppendPath(path);
        BusAnswers.AppendInterfaces(signal, port);
        bus.Send(signal);
    }

    private static void Removed(SystemdBus bus, string path)
    {
        using var signal = bus.Signal(BusNames.AgentPath, BusNames.ObjectManager, "InterfacesRemoved");
        signal.AppendPath(path);
        signal.Array("s", interfaces => interfaces.Append(BusNames.Port));
        bus.Send(signal);
    }
}
