using System.Xml.Linq;
using VirtAgent.SystemTests.Support;

namespace VirtAgent.SystemTests;

/// <summary>Who holds which port: <c>ports</c> and <c>port</c> beside what virsh says of the same moment.</summary>
public sealed class PortsTests
{
    private const string Mac = "52:54:00:00:77:01";

    private const string Hotplugged = $"""
        <interface type='network'>
          <mac address='{Mac}'/>
          <source network='network1'/>
          <model type='virtio'/>
        </interface>
        """;

    [Fact]
    public void Ports_and_port_say_what_virsh_says_while_NICs_come_and_go()
    {
        using var host = KvmHost.Up("ports");
        var lab = host.Lab;
        Assert.Equal(2, AssertAgrees(lab).Count);
        AssertDossier(lab, "guest-e1000e", "default", "e1000e", "virbr0");
        AssertDossier(lab, "guest-virtio", "network1", "virtio", "virbr1");

        Device(lab, "attach-device", Hotplugged);
        var plugged = AssertAgrees(lab);
        Assert.Equal(3, plugged.Count);
        Assert.Contains(plugged, port => port is { Mac: Mac, Network: "network1", Guest: "guest-virtio", Model: "virtio" });

        // Another network is another port: same tap, other bridge.
        var moved = Hotplugged.Replace("network1", "default", StringComparison.Ordinal);
        Device(lab, "update-device", moved);
        var updated = Assert.Single(AssertAgrees(lab), port => port.Mac == Mac);
        Assert.Equal(("default", "virbr0"), (updated.Network, updated.Bridge));
        Assert.DoesNotContain(plugged, port => port.Uuid == updated.Uuid);

        // A paused guest never lets go of a NIC, and libvirt keeps port and tap until it does.
        Device(lab, "detach-device", moved);
        Assert.Equal(3, AssertAgrees(lab).Count);

        lab.Must("virsh", "-q", "destroy", "guest-virtio");
        Assert.Equal("guest-e1000e", Assert.Single(AssertAgrees(lab)).Guest);
        lab.Must("virsh", "-q", "start", "guest-virtio", "--paused");
        Assert.Equal(2, AssertAgrees(lab).Count);
        lab.Must("virsh", "-q", "destroy", "guest-virtio");
        lab.Must("virsh", "-q", "destroy", "guest-e1000e");
        Assert.Empty(AssertAgrees(lab));
    }

    /// <summary>Compares all of <c>ports</c> with the live XML of the guests, and with the port lists of the networks.</summary>
    private static IReadOnlyList<PortAnswer> AssertAgrees(Lab lab)
    {
        var ports = Agent.Ask<Answer>(lab, "ports").Ports;
        var nics = from guest in Words(lab, "list", "--name")
                   let domain = XDocument.Parse(lab.Must("virsh", "dumpxml", guest)).Root!
                   from nic in domain.Descendants("interface")
                   let source = nic.Element("source")!
                   select new PortAnswer(
                       Value(source, "portid"),
                       Value(source, "network"),
                       guest,
                       domain.Element("uuid")!.Value,
                       Value(nic.Element("mac")!, "address"),
                       Value(nic.Element("model")!, "type"),
                       Value(nic.Element("target")!, "dev"),
                       Value(source, "bridge"),
                       "bound");
        Assert.Equal(nics.OrderBy(port => port.Uuid), ports.OrderBy(port => port.Uuid));
        foreach (var network in Words(lab, "net-list", "--name"))
        {
            var listed = Words(lab, "net-port-list", network).Select(line => line.Split(' ')[0]);
            Assert.Equal(listed.Order(), ports.Where(port => port.Network == network).Select(port => port.Uuid).Order());
        }

        var bridges = $"{lab.RootPath}/sys/class/net";
        foreach (var port in ports)
            Assert.True(Path.Exists($"{bridges}/{port.Bridge}/brif/{port.Tap}"), $"{port.Tap} is not in {port.Bridge}.");
        return ports;
    }

    private static void AssertDossier(Lab lab, string guest, string network, string model, string bridge)
    {
        var port = Assert.Single(Agent.Ask<Answer>(lab, "ports").Ports, port => port.Guest == guest);
        var dossier = Agent.Ask<DossierAnswer>(lab, "port", port.Uuid).Port;
        var written = XElement.Parse(dossier.WrittenXml);
        Assert.Equal(network, Value(written.Element("source")!, "network"));
        Assert.Equal(model, Value(written.Element("model")!, "type"));
        Assert.Null(written.Element("source")!.Attribute("portid"));
        Assert.Null(written.Element("target"));
        Assert.Null(written.Element("alias"));

        var nic = XDocument.Parse(lab.Must("virsh", "dumpxml", guest)).Descendants("interface").Single();
        var live = XElement.Parse(dossier.LiveXml);
        Assert.True(XNode.DeepEquals(Bare(nic), Bare(live)), $"{live} is not {nic}");
        Assert.Equal(port.Uuid, Value(live.Element("source")!, "portid"));
        Assert.Equal(bridge, Value(live.Element("source")!, "bridge"));
        Assert.Equal(port.Mac, Value(live.Element("mac")!, "address"));
        Assert.Equal(port.Tap, Value(live.Element("target")!, "dev"));
        Assert.Equal(Value(nic.Element("alias")!, "name"), dossier.Alias);
        Assert.NotEmpty(dossier.Address);
        var listed = XElement.Parse(lab.Must("virsh", "net-port-dumpxml", network, port.Uuid));
        Assert.True(XNode.DeepEquals(Bare(listed), Bare(XElement.Parse(dossier.PortXml))), dossier.PortXml);

        // To people it shows the two side by side, or one below the other where the terminal is narrow.
        var page = lab.Must(Agent.Program, "port", port.Uuid);
        string[] titles = ["As the operator wrote it", "As libvirt runs it"];
        string[] filledIn = [$"portid='{port.Uuid}'", $"dev='{port.Tap}'", $"name='{dossier.Alias}'"];
        foreach (var words in (string[])[.. titles, .. filledIn])
            Assert.Contains(words, page.Replace('"', '\''), StringComparison.Ordinal);
    }

    // Indentation tells nothing.
    private static XElement Bare(XElement element) => XElement.Parse(element.ToString(SaveOptions.DisableFormatting));

    private static void Device(Lab lab, string verb, string nic) =>
        Command.Must([Lab.Program, "x", lab.Name, "virsh", "-q", verb, "guest-virtio", "/dev/stdin", "--live"], nic);

    private static string Value(XElement element, string attribute) => element.Attribute(attribute)!.Value;

    private static string[] Words(Lab lab, params string[] virsh) =>
        lab.Must(["virsh", "-q", .. virsh]).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private sealed record Answer(IReadOnlyList<PortAnswer> Ports);

    private sealed record DossierAnswer(Dossier Port);

    private sealed record Dossier(string Alias, string Address, string WrittenXml, string LiveXml, string PortXml);
}
