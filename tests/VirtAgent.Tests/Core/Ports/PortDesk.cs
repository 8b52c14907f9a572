using System.Globalization;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Ledger;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Ports;

namespace VirtAgent.Tests.Core.Ports;

/// <summary>
/// A book on the desk, and the host it is about: ports, guests and taps as a look would find them. What the book tells comes back
/// as lines, <c>10 port-created p1 web virbr1: detail</c>. Times are seconds since boot.
/// </summary>
internal sealed class PortDesk(PortTracker book)
{
    public const NoticeOrigin Hook = NoticeOrigin.Hook;
    public const NoticeOrigin Folder = NoticeOrigin.PortFolder;

    private readonly Dictionary<string, (NetworkPort Port, Nic? Nic)> _plugged = [];
    private readonly Dictionary<string, Link> _links = [];

    public PortDesk()
        : this(new PortTracker([], sameBoot: true))
    {
    }

    public PortTracker Book => book;

    public List<LedgerEvent> Told { get; } = [];

    public static Moment At(double seconds)
    {
        var sinceBoot = TimeSpan.FromMilliseconds(Math.Round(seconds * 1000));
        return new Moment(new DateTimeOffset(2026, 11, 22, 6, 0, 0, TimeSpan.Zero) + sinceBoot, sinceBoot);
    }

    public static NetworkPort Port(
        string uuid, string guest = "web", string network = "iso", string? bridge = "virbr1", int mac = 1,
        string? bandwidth = null, PlugKind plug = PlugKind.Network)
    {
        List<string> unmodelled = bandwidth is null ? [] : [$"<bandwidth>\n  <inbound average='{bandwidth}'/>\n</bandwidth>"];
        return new NetworkPort(
            uuid, network, guest, "uuid-of-" + guest, Mac(mac), null, plug, bridge, null, false, unmodelled,
            $"<port {uuid} {bandwidth}/>");
    }

    public static Nic Nic(MacAddress? mac, MacAddress? current, string network, string? bridge, string? port, string? tap) =>
        new("network", mac, current, "virtio", network, bridge, null, port, tap, null, null, false, null, [], "<interface/>");

    public static KnownPort Known(string uuid, bool bound, double since, string guest = "web")
    {
        var tap = bound ? "vnet0" : null;
        return new KnownPort(
            new PortFacts(uuid, "iso", guest, "uuid-of-" + guest, Mac(1).ToString(), tap, "virbr1"), bound, At(since));
    }

    public static MacAddress Mac(int number) => new(0x525400000000UL + (ulong)number);

    /// <summary>
    /// From now on a look finds it listed, held by its guest's NIC where there is a tap, which is in its bridge.
    /// </summary>
    public PortDesk Plug(NetworkPort port, string? tap = null)
    {
        var nic = tap is null ? null : Nic(port.Mac, null, port.Network, port.PlugBridge, port.Uuid, tap);
        _plugged[port.Uuid] = (port, nic);
        return tap is null || port.PlugBridge is null ? this : Tap(tap, port.PlugBridge);
    }

    /// <summary>The guest's NIC, as <paramref name="change"/> has it.</summary>
    public PortDesk Nic(string uuid, Func<Nic, Nic?> change)
    {
        var (port, nic) = _plugged[uuid];
        _plugged[uuid] = (port, change(nic!));
        return this;
    }

    public PortDesk Unplug(string uuid)
    {
        _plugged.Remove(uuid);
        return this;
    }

    public PortDesk Tap(string name, string? master, string kind = "tun")
    {
        _links[name] = new Link(9, name, kind, null, master, null, true, false, null, false);
        return this;
    }

    public PortDesk NoTap(string name)
    {
        _links.Remove(name);
        return this;
    }

    public string[] Created(double at, NoticeOrigin origin, NetworkPort port, bool read = true) => Lines(book.Apply(
        new PortNotice.Created(At(at), origin, port.Network, port.Uuid, read ? port : null)));

    public string[] Deleted(double at, NoticeOrigin origin, NetworkPort port, bool read = true) => Lines(book.Apply(
        new PortNotice.Deleted(At(at), origin, port.Network, port.Uuid, read ? port : null)));

    public string[] Stopped(double at, NoticeOrigin origin, string network = "iso") =>
        Lines(book.Apply(new PortNotice.NetworkStopped(At(at), origin, network)));

    /// <summary>A look that began at <paramref name="begun"/>; guests or links may not have been read.</summary>
    public string[] Look(double begun, double? blindSince = null, bool guests = true, bool links = true)
    {
        var running = _plugged.Values.Where(plugged => plugged.Nic is not null).GroupBy(plugged => plugged.Port.OwnerName)
            .Select(guest => new Guest(guest.Key, "uuid-of-" + guest.Key, [.. guest.Select(plugged => plugged.Nic!)]));
        return Lines(book.Apply(new PortSnapshot(
            At(begun),
            At(begun + 0.01),
            [.. _plugged.Values.Select(plugged => plugged.Port)],
            guests ? [.. running] : null,
            links ? [.. _links.Values] : null,
            blindSince is { } since ? At(since) : null)));
    }

    private string[] Lines(IReadOnlyList<LedgerEvent> told)
    {
        Told.AddRange(told);
        return [.. told.Select(Line)];
    }

    private static string Line(LedgerEvent entry)
    {
        var at = entry.At.SinceBoot.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        string?[] words = [at, entry.Kind.Word(), entry.Port, entry.Guest ?? "?", entry.Tap, entry.Bridge];
        return string.Join(' ', words.Where(word => word is not null)) + (entry.Detail is null ? "" : $": {entry.Detail}");
    }
}
