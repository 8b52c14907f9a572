namespace VirtAgent.Sinks.Bus;

/// <summary>One object of the agent on the bus.</summary>
/// <param name="Interfaces">What can be asked of it.</param>
/// <param name="Properties">The properties of its own interface.</param>
/// <param name="Children">The objects below it, by the next part of their path.</param>
internal sealed record BusObject(IReadOnlyList<string> Interfaces, Fields Properties, IReadOnlyList<string> Children)
{
    private static readonly string[] Common = [BusNames.Introspectable, BusNames.Peer, BusNames.Properties];

    /// <summary>The object at <paramref name="path"/>, or null. The way from / to the agent is there too.</summary>
    public static BusObject? Find(BusObjects objects, TimeSpan uptime, string path) => path switch
    {
        BusNames.AgentPath => new BusObject(
            [BusNames.Agent, BusNames.ObjectManager, .. Common],
            [.. ViewFields.AgentQuiet(objects.View, uptime), .. objects.Agent], ["port"]),
        BusNames.PortsPath => new BusObject(
            Common, [], [.. objects.Ports.Keys.Select(port => port[(BusNames.PortsPath.Length + 1)..])]),
        "/" => new BusObject(Common, [], ["io"]),
        "/io" => new BusObject(Common, [], ["github"]),
        "/io/github" => new BusObject(Common, [], ["virtagent"]),
        _ => objects.Ports.TryGetValue(path, out var port) ? new BusObject([BusNames.Port, .. Common], port, []) : null,
    };

    /// <summary>
    /// The properties of the interface <paramref name="name"/>, where empty means the object's own; null where the object has
    /// no such interface.
    /// </summary>
    public Fields? PropertiesOf(string name) =>
        name.Length == 0 || name is BusNames.Agent or BusNames.Port && Interfaces.Contains(name) ? Properties
        : Interfaces.Contains(name) ? []
        : null;
}
