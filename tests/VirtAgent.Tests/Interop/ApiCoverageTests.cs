using System.Reflection;
using System.Xml.Linq;
using VirtAgent.Interop.Libvirt;

namespace VirtAgent.Tests.Interop;

/// <summary>The network port API as libvirt itself lists it: each function is bound or left out for a reason.</summary>
public sealed class ApiCoverageTests
{
    private static readonly Dictionary<string, string> LeftOut = new()
    {
        ["virNetworkPortCreateXML"] = "writes: the agent never changes what it observes (native/make_ports.c does, in a lab)",
        ["virNetworkPortDelete"] = "writes",
        ["virNetworkPortSetParameters"] = "writes",
        ["virNetworkPortLookupByUUID"] = "the same as virNetworkPortLookupByUUIDString, which is bound",
        ["virNetworkPortGetUUIDString"] = "the text is made from virNetworkPortGetUUID's bytes",
        ["virNetworkPortGetNetwork"] = "borrowed, without a reference; a port is read through its network, which is at hand",
        ["virNetworkPortRef"] = "a port has one owner, its handle",
    };

    [Fact]
    public void Every_network_port_function_is_bound_or_left_out_with_a_reason()
    {
        var api = Functions().Where(f => f.Name == "virNetworkListAllPorts" || f.Name.StartsWith("virNetworkPort")).ToArray();

        Assert.Contains(api, f => f.Name == "virNetworkListAllPorts");
        Assert.Equal(api.Select(f => f.Name).Order(), Bound().Where(IsPortFunction).Concat(LeftOut.Keys).Order());
    }

    /// <summary>
    /// A missing symbol surfaces at the first call, as an exception that no caller expects: what is younger than the oldest
    /// libvirt in use must stand behind <c>LibvirtLibrary.Require</c>, as the functions that reach a port do.
    /// </summary>
    [Fact]
    public void Only_the_network_port_functions_are_younger_than_libvirt_2()
    {
        var young = from f in Functions() where Bound().Contains(f.Name) && f.Since >= new Version(2, 0, 0) select f.Name;

        Assert.Equal(Bound().Where(IsPortFunction).Order(), young.Order());
    }

    private static bool IsPortFunction(string name) => name == "virNetworkListAllPorts" || name.StartsWith("virNetworkPort");

    private static IEnumerable<string> Bound() =>
        typeof(NativeLibvirt).GetMethods(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
            .Select(method => method.Name).Where(name => name.StartsWith("vir"));

    private static IEnumerable<(string Name, Version Since)> Functions() =>
        from function in XDocument.Load(NativeFolder.ApiXml()).Descendants("function")
        let name = (string)function.Attribute("name")!
        select (name, Version.TryParse((string?)function.Attribute("version"), out var since) ? since : new Version(0, 0, 0));
}
