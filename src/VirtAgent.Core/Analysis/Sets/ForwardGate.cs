using VirtAgent.Core.Analysis.Path;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Routing;

namespace VirtAgent.Core.Analysis.Sets;

/// <summary>
/// What the kernel forwards before any rule is asked: from device to other device, no special address, IPv6 enabled
/// (<see cref="Lasting"/>), forwarding switched on and a route (<see cref="Now"/>).
/// </summary>
internal sealed class ForwardGate
{
    private readonly Host _host;
    private readonly PacketSpace _space;
    private readonly DeviceIndex _devices;

    public ForwardGate(Host host, PacketSpace space, DeviceIndex devices, RouteSets routes)
    {
        (_host, _space, _devices) = (host, space, devices);
        var family = space.Family;
        var valid = !space.WithinAny(space.Source, SpecialAddresses.NeverFrom(family))
            & !space.WithinAny(space.Destination, SpecialAddresses.NeverTo(family));
        var elsewhere = !space.WithinAny(space.Source, SpecialAddresses.NeverElsewhereFrom(family))
            & !space.WithinAny(space.Destination, SpecialAddresses.NeverElsewhereTo(family));
        var between = devices.Where(space, space.In, link => !devices.IsMember(link)) & devices.Where(space,
            space.Out, _ => true);
        var open = Bounds.Exactly(valid & between & (Turned() | elsewhere)) & Enabled(space.In) & Enabled(space.Out);
        var routed = routes.Out();
        Lasting = open & (routed | Bounds.Exactly(!routes.Local));
        Now = open & Switched() & routed & SourceChecked(routes) & Bounds.Exactly(!OwnSource(routes));
    }

    /// <summary>
    /// What could cross if forwarding were on and every destination that is not the host's own routed everywhere.
    /// </summary>
    public Bounds Lasting { get; }

    /// <summary>What can cross now.</summary>
    public Bounds Now { get; }

    /// <summary>Whether IPv6 is on for a device: null when it was not observed and no address tells.</summary>
    public static bool? IPv6Enabled(Host host, string device)
    {
        if (host.Sysctls.Device(Family.IPv6, device, "disable_ipv6") is { } disabled) return disabled == 0;
        // A device gives up its IPv6 addresses the moment it is disabled, so one that has any is enabled.
        return host.Addresses.Any(address => address.Device == device && address.Local.Family == Family.IPv6) ? true : null;
    }

    /// <summary>Whether packets that enter on <paramref name="device"/> are forwarded at all: null when not observed.</summary>
    public static bool? Forwards(Host host, Family family, string device)
    {
        if (family == Family.IPv4)
        {
            // devinet.c: the per-device value decides for a packet that enters there; the global one sets them all.
            if (host.Sysctls.Device(family, device, "forwarding") is { } own) return own != 0;
            return host.Sysctls.Number("net.ipv4.ip_forward") is { } global ? global != 0 : null;
        }

        if (host.Sysctls.Device(family, device, "force_forwarding") is > 0) return true;
        return host.Sysctls.Number("net.ipv6.conf.all.forwarding") is { } all ? all != 0 : null;
    }

    private Bounds Enabled(Field field) => _space.Family == Family.IPv4
        ? Bounds.Exactly(_space.All)
        : Three(field, link => IPv6Enabled(_host, link.Name));

    private Bounds Switched() => Three(_space.In, link => Forwards(_host, _space.Family, link.Name));

    /// <summary>Packets that leave on the device they came in on.</summary>
    private PacketSet Turned() => Enumerable.Range(0, _devices.Links.Count).Aggregate(_space.None,
        (set, number) => set | (_space.Is(_space.In, number) & _space.Is(_space.Out, number)));

    private Bounds Three(Field field, Func<Link, bool?> answer) => new(
        _devices.Where(_space, field, link => answer(link) == true),
            _devices.Where(_space, field, link => answer(link) != false));

    /// <summary>
    /// rp_filter: strict wants the source's own route to lead out of the device it came in on (fib_frontend.c).
    /// </summary>
    private Bounds SourceChecked(RouteSets routes)
    {
        if (_space.Family == Family.IPv6) return Bounds.Exactly(_space.All);
        var global = _host.Sysctls.Number("net.ipv4.conf.all.rp_filter") ?? 0;
        var strict = _devices.Where(_space, _space.In,
            link => Math.Max(global, _host.Sysctls.Device(Family.IPv4, link.Name, "rp_filter") ?? 0) == 1);
        return strict.IsEmpty ? Bounds.Exactly(_space.All) : Bounds.Exactly(!strict) | routes.Reverse();
    }

    /// <summary>
    /// IPv4 packets from an address of the host itself, which are not taken unless accept_local says so, and, where there are
    /// routing policy rules, from a broadcast address of its networks (fib_frontend.c fib_validate_source).
    /// </summary>
    private PacketSet OwnSource(RouteSets routes)
    {
        if (_space.Family == Family.IPv6) return _space.None;
        var broadcast = routes.HasCustomRules ? routes.Typed(RouteType.Broadcast, _space.Source) : _space.None;
        if (_host.Sysctls.Number("net.ipv4.conf.all.accept_local") > 0) return broadcast;
        return broadcast | (routes.Typed(RouteType.Local, _space.Source)
            & _devices.Where(_space, _space.In, link => !(_host.Sysctls.Device(Family.IPv4, link.Name, "accept_local") > 0)));
    }
}
