using System.Text;

namespace VirtAgent.Sinks.Bus;

/// <summary>
/// What an object says it can do (D-Bus specification, "Introspection data format"). The agent's own interfaces are the files of
/// <c>deploy/dbus</c>, word for word.
/// </summary>
internal static class Introspection
{
    private const string Head = """
        <!DOCTYPE node PUBLIC "-//freedesktop//DTD D-BUS Object Introspection 1.0//EN"
         "http://www.freedesktop.org/standards/dbus/1.0/introspect.dtd">
        <node>

        """;

    private static readonly Dictionary<string, string> Interfaces = new()
    {
        [BusNames.Agent] = Own(BusNames.Agent),
        [BusNames.Port] = Own(BusNames.Port),
        [BusNames.Introspectable] = """
              <interface name="org.freedesktop.DBus.Introspectable">
                <method name="Introspect"><arg name="xml_data" type="s" direction="out"/></method>
              </interface>
            """,
        [BusNames.Peer] = """
              <interface name="org.freedesktop.DBus.Peer">
                <method name="Ping"/>
                <method name="GetMachineId"><arg name="machine_uuid" type="s" direction="out"/></method>
              </interface>
            """,
        [BusNames.Properties] = """
              <interface name="org.freedesktop.DBus.Properties">
                <method name="Get">
                  <arg name="interface_name" type="s" direction="in"/>
                  <arg name="property_name" type="s" direction="in"/>
                  <arg name="value" type="v" direction="out"/>
                </method>
                <method name="GetAll">
                  <arg name="interface_name" type="s" direction="in"/>
                  <arg name="props" type="a{sv}" direction="out"/>
                </method>
                <method name="Set">
                  <arg name="interface_name" type="s" direction="in"/>
                  <arg name="property_name" type="s" direction="in"/>
                  <arg name="value" type="v" direction="in"/>
                </method>
                <signal name="PropertiesChanged">
                  <arg name="interface_name" type="s"/>
                  <arg name="changed_properties" type="a{sv}"/>
                  <arg name="invalidated_properties" type="as"/>
                </signal>
              </interface>
            """,
        [BusNames.ObjectManager] = """
              <interface name="org.freedesktop.DBus.ObjectManager">
                <method name="GetManagedObjects">
                  <arg name="objpath_interfaces_and_properties" type="a{{oa{{sa{sv}}}}}" direction="out"/>
                </method>
                <signal name="InterfacesAdded">
                  <arg name="object_path" type="o"/>
                  <arg name="interfaces_and_properties" type="a{{sa{sv}}}"/>
                </signal>
                <signal name="InterfacesRemoved">
                  <arg name="object_path" type="o"/>
                  <arg name="interfaces" type="as"/>
                </signal>
              </interface>
            """,
    };

    /// <summary>Of an object with these interfaces and these objects below it.</summary>
    public static string Of(IEnumerable<string> interfaces, IEnumerable<string> children)
    {
        var xml = new StringBuilder(Head);
        foreach (var name in interfaces) xml.Append(Interfaces[name]).Append('\n');
        foreach (var child in children) xml.Append("  <node name=\"").Append(child).Append("\"/>\n");
        return xml.Append("</node>\n").ToString();
    }

    /// <summary>The interface element of a file: what lies between the outer node's tags.</summary>
    private static string Own(string name)
    {
        using var stream = typeof(Introspection).Assembly.GetManifestResourceStream($"{name}.xml")!;
        var text = new StreamReader(stream).ReadToEnd();
        const string start = "  <interface ", end = "</interface>";
        var from = text.IndexOf(start, StringComparison.Ordinal);
        return text[from..(text.IndexOf(end, StringComparison.Ordinal) + end.Length)];
    }
}
