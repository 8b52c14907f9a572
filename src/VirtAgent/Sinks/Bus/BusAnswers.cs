using VirtAgent.Interop.Systemd;

namespace VirtAgent.Sinks.Bus;

/// <summary>Answers what is asked of the agent's objects. Nothing that can be asked changes anything.</summary>
internal sealed class BusAnswers(Func<BusObjects> objects, Func<TimeSpan> uptime)
{
    private const string Errors = "org.freedesktop.DBus.Error.";

    /// <summary>The answer to <paramref name="call"/>, a refusal where it asks for what is not there.</summary>
    /// <exception cref="BusException">The call does not hold what it says.</exception>
    public BusMessage Answer(BusMessage call)
    {
        if (BusObject.Find(objects(), uptime(), call.Path) is not { } target)
            return call.Error(Errors + "UnknownObject", $"The agent has no object '{call.Path}'.");

        if (call.Interface is { } name && !target.Interfaces.Contains(name))
            return call.Error(Errors + "UnknownInterface", $"'{call.Path}' has no interface '{name}'.");

        // A call may leave the interface out; no member's name occurs twice.
        return (call.Member, call.Signature, target.Interfaces.Contains(BusNames.ObjectManager)) switch
        {
            ("Introspect", "", _) => Introspect(call, target),
            ("Get", "ss", _) => Get(call, target),
            ("GetAll", "s", _) => GetAll(call, target),
            ("Set", "ssv", _) => call.Error(Errors + "PropertyReadOnly", "The agent only tells: nothing can be set."),
            ("GetManagedObjects", "", true) => GetManagedObjects(call),
            ("Introspect" or "Get" or "GetAll" or "Set", _, _) or ("GetManagedObjects", _, true) =>
                call.Error(Errors + "InvalidArgs", $"{call.Member} does not take '{call.Signature}'."),
            _ => call.Error(Errors + "UnknownMethod", $"'{call.Path}' has no method '{call.Member}'."),
        };
    }

    /// <summary>A port's interfaces with their properties (<c>a{sa{sv}}</c>).</summary>
    internal static void AppendInterfaces(BusMessage message, Fields port) => message.Array("{sa{sv}}", interfaces =>
        interfaces.Entry("sa{sv}", entry =>
        {
            entry.Append(BusNames.Port);
            port.AppendTo(entry);
        }));

    private static BusMessage Introspect(BusMessage call, BusObject target) =>
        Reply(call, reply => reply.Append(Introspection.Of(target.Interfaces, target.Children)));

    private static BusMessage Get(BusMessage call, BusObject target)
    {
        var (owner, name) = (call.ReadString(), call.ReadString());
        return target.PropertiesOf(owner)?.Find(name) is { } value
            ? Reply(call, reply => reply.Variant(value.Signature, value.AppendTo))
            : call.Error(Errors + "UnknownProperty", $"'{call.Path}' has no property '{owner}.{name}'.");
    }

    private static BusMessage GetAll(BusMessage call, BusObject target)
    {
        var owner = call.ReadString();
        return target.PropertiesOf(owner) is { } properties
            ? Reply(call, properties.AppendTo)
            : call.Error(Errors + "UnknownInterface", $"'{call.Path}' has no interface '{owner}'.");
    }

    private BusMessage GetManagedObjects(BusMessage call) => Reply(call, reply => reply.Array("{oa{sa{sv}}}", array =>
    {
        foreach (var (path, port) in objects().Ports)
            array.Entry("oa{sa{sv}}", entry =>
            {
                entry.AppendPath(path);
                AppendInterfaces(entry, port);
            });
    }));

    private static BusMessage Reply(BusMessage call, Action<BusMessage> write)
    {
        var reply = call.Reply();
        try
        {
            write(reply);
            return reply;
        }
        catch
        {
            reply.Dispose();
            throw;
        }
    }
}
