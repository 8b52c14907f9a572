namespace VirtAgent.Sinks.Bus;

/// <summary>The names the agent is known by on the bus: a contract (<c>deploy/dbus</c>).</summary>
internal static class BusNames
{
    /// <summary>The service.</summary>
    public const string Service = "io.github.virtagent";

    /// <summary>The object of the agent.</summary>
    public const string AgentPath = "/io/github/virtagent";

    /// <summary>What the objects of the ports are below.</summary>
    public const string PortsPath = AgentPath + "/port";

    /// <summary>The interface of the agent.</summary>
    public const string Agent = Service + ".Agent1";

    /// <summary>The interface of a port.</summary>
    public const string Port = Service + ".Port1";

    /// <summary>D-Bus specification, "Standard interfaces".</summary>
    public const string Properties = "org.freedesktop.DBus.Properties";

    /// <inheritdoc cref="Properties"/>
    public const string Introspectable = "org.freedesktop.DBus.Introspectable";

    /// <summary>The same; sd-bus answers it.</summary>
    public const string Peer = "org.freedesktop.DBus.Peer";

    /// <inheritdoc cref="Properties"/>
    public const string ObjectManager = "org.freedesktop.DBus.ObjectManager";
}
