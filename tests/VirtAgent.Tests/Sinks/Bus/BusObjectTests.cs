using System.Xml.Linq;
using VirtAgent.Sinks;
using VirtAgent.Sinks.Bus;
using VirtAgent.Tests.Presentation;

namespace VirtAgent.Tests.Sinks.Bus;

/// <summary>What the agent's objects answer, asked with busctl over a real bus.</summary>
public sealed class BusObjectTests
{
    private const string Properties = "org.freedesktop.DBus.Properties";
    private const string Introspectable = "org.freedesktop.DBus.Introspectable";

    [Theory]
    [InlineData(AgentOnBus.Path, "io.github.virtagent.Agent1")]
    [InlineData(AgentOnBus.PortPath, "io.github.virtagent.Port1")]
    public void Introspection_says_what_the_installed_file_says(string path, string name)
    {
        using var agent = new AgentOnBus();

        var answer = BusFiles.Parse(agent.Call(path, Introspectable, "Introspect").GetString()!);

        var told = answer.Elements("interface").Single(element => (string?)element.Attribute("name") == name);
        Assert.True(XNode.DeepEquals(BusFiles.Interface(name), told), told.ToString());
    }

    [Theory]
    [InlineData(AgentOnBus.Path, "io.github.virtagent.Agent1")]
    [InlineData(AgentOnBus.PortPath, "io.github.virtagent.Port1")]
    public void Every_declared_property_is_there_with_its_type_and_no_other_is(string path, string name)
    {
        using var agent = new AgentOnBus();
        var declared = BusFiles.Interface(name).Elements("property")
            .ToDictionary(property => (string)property.Attribute("name")!, property => (string)property.Attribute("type")!);

        var told = agent.Call(path, Properties, "GetAll", "s", name).EnumerateObject()
            .ToDictionary(property => property.Name, property => property.Value.GetProperty("type").GetString()!);

        Assert.Equal(declared.OrderBy(p => p.Key), told.OrderBy(p => p.Key));
        foreach (var (property, type) in declared)
            Assert.Equal(type, agent.Property(path, name, property).GetProperty("type").GetString());
    }

    [Fact]
    public void Busctl_finds_every_object_by_itself_and_understands_it()
    {
        using var agent = new AgentOnBus();

        var tree = agent.Bus.Busctl("tree", "--list", AgentOnBus.Service).Split('\n');
        Assert.Contains(AgentOnBus.PortPath, tree);
        Assert.Contains(AgentOnBus.Path, tree);
        var introspected = agent.Bus.Busctl("introspect", AgentOnBus.Service, AgentOnBus.Path);
        Assert.Matches(@"\.LedgerEntries +property +t +7 ", introspected);
        Assert.Matches(@"\.FindingRaised +signal +sa\{sv\} ", introspected);
        Assert.Matches(@"\.GetMachineId +method +- +s ", introspected);
    }

    [Fact]
    public void Properties_tell_how_things_stand()
    {
        using var agent = new AgentOnBus();

        var finding = agent.Property("Findings").GetProperty("data")[0];
        Assert.Equal(AgentOnBus.Key, Data(finding, "key"));
        Assert.Equal("critical", Data(finding, "severity"));
        Assert.Equal(
            "udp 10.71.0.50:40000 -> 198.51.100.2:53 NEW, in virbr71, out up0", Data(finding, "witness"));
        Assert.Equal("virbr71 is the bridge of network1.", finding.GetProperty("evidence").GetProperty("data")[0].GetString());

        var network = agent.Property("Networks").GetProperty("data")[0];
        Assert.Equal(("leaking", "isolated"), (Data(network, "ipv4"), Data(network, "ipv6")));
        Assert.Equal(1, network.GetProperty("ports").GetProperty("data").GetInt32());

        Assert.Equal("[[\"dnsmasq\",\"not allowed to read it\"]]", agent.Property("Gaps").GetProperty("data").GetRawText());
        Assert.Equal(AgentOnBus.Then.ToUnixTimeMilliseconds() * 1000, agent.Property("LastProof").GetProperty("data").GetInt64());
        Assert.Equal(7, agent.Property("LedgerEntries").GetProperty("data").GetInt32());
        Assert.NotEqual(0, agent.Property("Uptime").GetProperty("data").GetInt64());
        var tap = agent.Property(AgentOnBus.PortPath, "io.github.virtagent.Port1", "Tap");
        Assert.Equal("vnet2", tap.GetProperty("data").GetString());
    }

    [Fact]
    public void Managed_objects_are_the_ports()
    {
        using var agent = new AgentOnBus();

        var objects = agent.Call(AgentOnBus.Path, "org.freedesktop.DBus.ObjectManager", "GetManagedObjects");

        var port = Assert.Single(objects.EnumerateObject());
        Assert.Equal(AgentOnBus.PortPath, port.Name);
        Assert.Equal("web", Data(port.Value.GetProperty("io.github.virtagent.Port1"), "Guest"));
    }

    [Theory]
    [InlineData(AgentOnBus.Path, "io.github.virtagent.Agent1", "Stop", "has no method 'Stop'")]
    [InlineData(AgentOnBus.Path, "org.example.Other", "Introspect", "has no interface 'org.example.Other'")]
    [InlineData(AgentOnBus.PortPath, "io.github.virtagent.Agent1", "Check", "has no interface 'io.github.virtagent.Agent1'")]
    [InlineData(AgentOnBus.PortPath, "org.freedesktop.DBus.ObjectManager", "GetManagedObjects", "has no interface")]
    [InlineData("/io/github/virtagent/port/x", Introspectable, "Introspect", "has no object '/io/github/virtagent/port/x'")]
    [InlineData(AgentOnBus.Path, Introspectable, "Introspect", "does not take 's'", "s", "x")]
    [InlineData(AgentOnBus.Path, Properties, "Get", "does not take 's'", "s", "io.github.virtagent.Agent1")]
    [InlineData(AgentOnBus.Path, Properties, "Get", "has no property 'io.github.virtagent.Agent1.Mood'",
        "ss", "io.github.virtagent.Agent1", "Mood")]
    [InlineData(AgentOnBus.Path, Properties, "GetAll", "has no interface 'io.github.virtagent.Port1'",
        "s", "io.github.virtagent.Port1")]
    [InlineData(AgentOnBus.Path, Properties, "Set", "nothing can be set",
        "ssv", "io.github.virtagent.Agent1", "Uptime", "t", "0")]
    public void What_is_not_there_is_refused_in_words(
        string path, string owner, string member, string words, params string[] arguments)
    {
        using var agent = new AgentOnBus();

        Assert.Contains(
            words, agent.Bus.Refused(["call", AgentOnBus.Service, path, owner, member, .. arguments]), StringComparison.Ordinal);
        Assert.Equal(7, agent.Property("LedgerEntries").GetProperty("data").GetInt32());
    }

    [Theory]
    [InlineData("2b1c03b9-75d8-47e5-bcd7-19dcf0253d9d", AgentOnBus.PortPath)]
    [InlineData("../Ü x", "/io/github/virtagent/port/_2e_2e_2f_c3_9c_20x")]
    [InlineData("", "/io/github/virtagent/port/_")]
    public void Any_UUID_becomes_a_valid_path(string uuid, string path) => Assert.Equal(path, BusObjects.PathOf(uuid));

    [Fact]
    public void Two_guests_that_name_one_port_are_two_objects()
    {
        var audit = AgentOnBus.Audit with { Ports = [Examples.Row, Examples.Row with { Guest = "thief" }] };

        var ports = BusObjects.Of(new AgentView(audit, null, 0)).Ports;

        Assert.Equal(["web", "thief"], ports.Values.Select(port => port.Find("Guest")!.Text));
    }

    private static string? Data(System.Text.Json.JsonElement dictionary, string name) =>
        dictionary.GetProperty(name).GetProperty("data").GetString();
}
