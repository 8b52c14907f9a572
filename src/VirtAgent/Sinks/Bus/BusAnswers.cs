using Tmds.DBus.Protocol;
using VirtAgent.DBus;

namespace VirtAgent.Sinks.Bus;

/// <summary>Answers what is asked of the agent's objects. Nothing that can be asked changes anything.</summary>
internal sealed class BusAnswers(Func<BusObjects> objects, Func<TimeSpan> uptime)
{
    /// <summary>The answer to <paramref name="call"/>, a refusal where it asks for what is not there.</summary>
    public BusReply Answer(Message call)
    {
        var (path, member, signature) = (call.PathAsString ?? "", call.MemberAsString ?? "", call.SignatureAsString);
        var now = objects();
        if (BusObject.Find(now, uptime(), path) is not { } target)
            return Refusal("UnknownObject", $"The agent has no object '{path}'.");

        if (call.InterfaceAsString is { } name && !target.Interfaces.Contains(name))
            return Refusal("UnknownInterface", $"'{path}' has no interface '{name}'.");

        // A call may leave the interface out; no member's name occurs twice.
        return (member, signature, target.Interfaces.Contains(BusNames.ObjectManager)) switch
        {
            ("Introspect", "", _) => Introspect(target),
            ("Get", "ss", _) => Get(call, path, target),
            ("GetAll", "s", _) => GetAll(call, path, target),
            ("Set", "ssv", _) => Refusal("PropertyReadOnly", "The agent only tells: nothing can be set."),
            ("GetManagedObjects", "", true) => GetManagedObjects(now),
            ("Introspect" or "Get" or "GetAll" or "Set", _, _) or ("GetManagedObjects", _, true) =>
                Refusal("InvalidArgs", $"{member} does not take '{signature}'."),
            _ => Refusal("UnknownMethod", $"'{path}' has no method '{member}'."),
        };
    }

    /// <summary>Writes a port's interfaces with their properties (<c>a{sa{sv}}</c>).</summary>
    internal static void WriteInterfaces(ref MessageWriter writer, Fields port)
    {
        var interfaces = writer.WriteDictionaryStart();
        writer.WriteDictionaryEntryStart();
        writer.WriteString(BusNames.Port);
        port.WriteTo(ref writer);
        writer.WriteDictionaryEnd(interfaces);
    }

    // What was asked for is part of the sentence, and it may hold anything.
    private static BusReply Refusal(string error, string reason) => BusReply.Refusal(error, BusText.Of(reason));

    private static BusReply Introspect(BusObject target) => BusReply.Of(
        "s", (ref writer) => writer.WriteString(Introspection.Of(target.Interfaces, target.Children)));

    private static BusReply Get(Message call, string path, BusObject target)
    {
        var arguments = call.GetBodyReader();
        var (owner, name) = (arguments.ReadString(), arguments.ReadString());
        if (target.PropertiesOf(owner)?.Find(name) is not { } value)
            return Refusal("UnknownProperty", $"'{path}' has no property '{owner}.{name}'.");

        return BusReply.Of("v", (ref writer) =>
        {
            writer.WriteSignature(value.Signature);
            value.Write(ref writer);
        });
    }

    private static BusReply GetAll(Message call, string path, BusObject target)
    {
        var owner = call.GetBodyReader().ReadString();
        return target.PropertiesOf(owner) is { } properties
            ? BusReply.Of("a{sv}", properties.WriteTo)
            : Refusal("UnknownInterface", $"'{path}' has no interface '{owner}'.");
    }

    private static BusReply GetManagedObjects(BusObjects now) => BusReply.Of("a{oa{sa{sv}}}", (ref writer) =>
    {
        var array = writer.WriteDictionaryStart();
        foreach (var (path, port) in now.Ports)
        {
            writer.WriteDictionaryEntryStart();
            writer.WriteObjectPath(path);
            WriteInterfaces(ref writer, port);
        }

        writer.WriteDictionaryEnd(array);
    });
}
