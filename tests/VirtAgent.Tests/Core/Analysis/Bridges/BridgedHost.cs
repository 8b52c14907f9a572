using System.Text;
using VirtAgent.Core.Analysis.Bridges;
using VirtAgent.Core.Findings;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;

namespace VirtAgent.Tests.Core.Analysis.Bridges;

/// <summary>
/// A host with an isolated network (iso, virbr1), a NAT network (nat, virbr0), a macvtap network (lan), and a bridge of the
/// operator's (br0, network hostbr), to which tests add guests and devices.
/// </summary>
internal sealed class BridgedHost
{
    public const string PortOfWeb = "11111111-0000-4000-8000-000000000001";
    private readonly Dictionary<string, string> _bridges = new() { ["iso"] = "virbr1", ["nat"] = "virbr0", ["hostbr"] = "br0" };
    private readonly List<VirtualNetwork> _networks = [];
    private readonly List<NetworkPort> _ports = [];
    private readonly List<Guest> _guests = [];
    private readonly List<Link> _links = [];
    private readonly List<Gap> _gaps = [];

    public BridgedHost()
    {
        _networks.Add(Network("iso", ForwardMode.None, "virbr1"));
        _networks.Add(Network("nat", ForwardMode.Nat, "virbr0"));
        _networks.Add(Network("lan", ForwardMode.Bridge, null));
        _networks.Add(Network("hostbr", ForwardMode.Bridge, "br0"));
        Device("lo", null);
        Device("eth0", null);
        foreach (var bridge in _bridges.Values) Device(bridge, "bridge");
    }

    /// <summary>The libvirt it is observed through.</summary>
    public string Uri { get; init; } = "qemu:///system";

    public Host Host => new()
    {
        Header = new HostHeader("test", "2026-11-22T06:30:00Z", Uri, "9.0.0", "6.18", []),
        Networks = _networks,
        Ports = _ports,
        Guests = _guests,
        Links = _links,
        Gaps = _gaps,
    };

    public IReadOnlyList<PortRow> Rows => PortJoin.Rows(Host);

    public IReadOnlyList<Finding> Findings => PortFindings.Of(Host, Rows);

    public Layer2 Layer2 => BridgeMembers.Judge(Host, Rows);

    /// <summary>A running guest "web" with a port, a tap vnet0 and everything where it belongs.</summary>
    public static BridgedHost WithWebIn(string network = "iso") => new BridgedHost().Plug("web", network, "vnet0", PortOfWeb, 1);

    /// <summary>Adds a NIC that libvirt plugged into <paramref name="network"/>, its port, and its tap in the kernel.</summary>
    public BridgedHost Plug(string guest, string network, string tap, string uuid, int mac)
    {
        var bridge = _bridges[network];
        return Port(uuid, network, guest, mac, bridge: bridge)
            .Nic(guest, "network", mac, network, bridge, uuid, tap)
            .Tap(tap, bridge, mac);
    }

    public BridgedHost Port(
        string uuid, string network, string guest, int mac, PlugKind plug = PlugKind.Network, string? bridge = null,
        string? device = null)
    {
        _ports.Add(new NetworkPort(
            uuid, network, guest, UuidOf(guest), Mac(mac), null, plug, bridge, device, false, [], "<networkport/>"));
        return this;
    }

    public BridgedHost Nic(
        string guest, string type, int mac, string? network = null, string? bridge = null, string? port = null,
        string? tap = null, string? device = null, int? currentMac = null)
    {
        MacAddress? current = currentMac is { } number ? Mac(number) : null;
        var nic = new Nic(
            type, Mac(mac), current, "virtio", network, bridge, device, port, tap, null, null, false, null, [], "<interface/>");
        var known = _guests.FirstOrDefault(candidate => candidate.Name == guest);
        if (known is not null) _guests.Remove(known);
        _guests.Add(new Guest(guest, UuidOf(guest), [.. known?.Nics ?? [], nic]));
        return this;
    }

    public BridgedHost Device(
        string name, string? kind, string? master = null, MacAddress? mac = null, string? peer = null, bool program = false,
        bool carrier = false)
    {
        _links.RemoveAll(link => link.Name == name);
        var mode = kind == "tun" ? "tap" : null;
        _links.Add(new Link(_links.Count + 1, name, kind, mode, master, mac, true, name == "lo", peer, program)
        {
            Carrier = carrier,
        });
        return this;
    }

    /// <summary>The port of <paramref name="tap"/> asks to be isolated, and the kernel has its flag or not.</summary>
    public BridgedHost Isolate(string tap, bool flag)
    {
        var port = _guests.SelectMany(guest => guest.Nics).Single(nic => nic.Tap == tap).PortId;
        var at = _ports.FindIndex(known => known.Uuid == port);
        _ports[at] = _ports[at] with { Isolated = true };
        at = _links.FindIndex(link => link.Name == tap);
        _links[at] = _links[at] with { Isolated = flag };
        return this;
    }

    /// <summary>A tap with the MAC libvirt gives it for a guest's.</summary>
    public BridgedHost Tap(string name, string? master, int mac = 1) => Device(name, "tun", master, TapMac(mac));

    public BridgedHost WithoutDevice(string name)
    {
        _links.RemoveAll(link => link.Name == name);
        return this;
    }

    public BridgedHost WithoutPorts()
    {
        _ports.Clear();
        return this;
    }

    public BridgedHost WithoutNetwork(string name)
    {
        _networks.RemoveAll(network => network.Name == name);
        return this;
    }

    public BridgedHost With(VirtualNetwork network)
    {
        _networks.Add(network);
        return this;
    }

    public BridgedHost Unread(string source)
    {
        _gaps.Add(new Gap(source, "Permission denied."));
        return this;
    }

    public static VirtualNetwork Network(string name, ForwardMode mode, string? bridge) =>
        new(name, UuidOf(name), mode, [], bridge, false, false, [], []);

    public static MacAddress Mac(int number) => new(0x525400000000UL + (ulong)number);

    public static MacAddress TapMac(int number) => new(0xfe5400000000UL + (ulong)number);

    private static string UuidOf(string name) =>
        $"00000000-0000-4000-8000-{Convert.ToHexStringLower(Encoding.ASCII.GetBytes(name)).PadLeft(12, '0')}";
}
